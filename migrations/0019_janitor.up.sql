SET row_security = off;
-- oldest-binary: 19
-- transaction: no
-- What is over leaves: how far each tenant's round has come, and indexes by which every reference to what is deleted is found. Tokens go on
-- being issued meanwhile. An attempt that was cut short is run again. An older binary's audit refuses a server that may delete events.

-- A round goes through the tables of a tenant in steps, whichever server takes the next one; its lock is what only one at a time sweeps under.
CREATE TABLE IF NOT EXISTS janitor_round (
    tenant_id uuid NOT NULL,
    -- The table it is in, and the last row it looked at there. Null: at the beginning.
    swept text,
    place_at timestamptz,
    place_id uuid,
    -- Real time, moved by no tenant's offset.
    due_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    finished_at timestamptz,
    CONSTRAINT janitor_round_pkey PRIMARY KEY (tenant_id),
    CONSTRAINT janitor_round_tenant_fkey FOREIGN KEY (tenant_id) REFERENCES tenant (id),
    CONSTRAINT janitor_round_place CHECK (place_id IS NULL OR swept IS NOT NULL)
);
ALTER TABLE janitor_round ENABLE ROW LEVEL SECURITY;
ALTER TABLE janitor_round FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS janitor_round_wall ON janitor_round;
CREATE POLICY janitor_round_wall ON janitor_round
    USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE ON janitor_round TO symbolon_app;
GRANT DELETE ON event TO symbolon_app;

-- PostgreSQL looks for what refers to a row before it deletes it. Indexes that know live tokens only do not serve it, so they make room for
-- some that know all. Those of access_token mention nothing that changes: revoking a token rewrites no index any more.
DROP INDEX CONCURRENTLY IF EXISTS access_token_grant_idx;
CREATE INDEX CONCURRENTLY access_token_grant_idx ON access_token (tenant_id, grant_id);
DROP INDEX CONCURRENTLY IF EXISTS access_token_live_idx;
DROP INDEX CONCURRENTLY IF EXISTS access_token_origin_idx;
CREATE INDEX CONCURRENTLY access_token_origin_idx ON access_token (tenant_id, code_id) WHERE code_id IS NOT NULL;
DROP INDEX CONCURRENTLY IF EXISTS access_token_code_idx;
DROP INDEX CONCURRENTLY IF EXISTS access_token_family_idx;
CREATE INDEX CONCURRENTLY access_token_family_idx ON access_token (tenant_id, family_id) WHERE family_id IS NOT NULL;
DROP INDEX CONCURRENTLY IF EXISTS token_family_consent_idx;
CREATE INDEX CONCURRENTLY token_family_consent_idx ON token_family (tenant_id, grant_id);
DROP INDEX CONCURRENTLY IF EXISTS token_family_grant_idx;
DROP INDEX CONCURRENTLY IF EXISTS token_family_origin_idx;
CREATE INDEX CONCURRENTLY token_family_origin_idx ON token_family (tenant_id, code_id) WHERE code_id IS NOT NULL;
DROP INDEX CONCURRENTLY IF EXISTS token_family_code_idx;
DROP INDEX CONCURRENTLY IF EXISTS token_family_parent_idx;
CREATE INDEX CONCURRENTLY token_family_parent_idx ON token_family (tenant_id, parent_grant_id) WHERE parent_grant_id IS NOT NULL;
DROP INDEX CONCURRENTLY IF EXISTS sso_token_access_token_idx;
CREATE INDEX CONCURRENTLY sso_token_access_token_idx ON sso_token (tenant_id, access_token_id);
