SET row_security = off;
-- oldest-binary: 1
-- Registry tables: read before a tenant is known, so their SELECT policy is open to the server's role; writes stay walled.

GRANT USAGE ON SCHEMA public TO symbolon_app, symbolon_worker;

CREATE TABLE tenant (
    id uuid NOT NULL,
    slug text NOT NULL,
    name text NOT NULL,
    dialect text NOT NULL,
    public_url text,
    sandbox boolean NOT NULL DEFAULT false,
    clock_offset interval NOT NULL DEFAULT interval '0',
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    disabled_at timestamptz,
    CONSTRAINT tenant_pkey PRIMARY KEY (id),
    CONSTRAINT tenant_slug_key UNIQUE (slug),
    CONSTRAINT tenant_slug_shape CHECK (slug ~ '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$'),
    CONSTRAINT tenant_name_length CHECK (char_length(name) BETWEEN 1 AND 200),
    -- A shifted clock is for trying things out: a live tenant's clock is the database's.
    CONSTRAINT tenant_clock_offset_sandbox CHECK (sandbox OR clock_offset = interval '0')
);

CREATE TABLE tenant_host (
    host text NOT NULL,
    tenant_id uuid NOT NULL,
    CONSTRAINT tenant_host_pkey PRIMARY KEY (host),
    CONSTRAINT tenant_host_tenant_fkey FOREIGN KEY (tenant_id) REFERENCES tenant (id) ON DELETE CASCADE,
    CONSTRAINT tenant_host_shape CHECK (host = lower(host) AND char_length(host) BETWEEN 1 AND 253)
);
CREATE INDEX tenant_host_tenant_idx ON tenant_host (tenant_id);

-- An operator's key has no tenant.
CREATE TABLE admin_key (
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    tenant_id uuid,
    name text NOT NULL,
    key_hash bytea NOT NULL,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    expires_at timestamptz,
    revoked_at timestamptz,
    last_used_at timestamptz,
    CONSTRAINT admin_key_pkey PRIMARY KEY (id),
    CONSTRAINT admin_key_hash_key UNIQUE (key_hash),
    CONSTRAINT admin_key_tenant_fkey FOREIGN KEY (tenant_id) REFERENCES tenant (id) ON DELETE CASCADE,
    CONSTRAINT admin_key_hash_length CHECK (octet_length(key_hash) = 32),
    CONSTRAINT admin_key_name_length CHECK (char_length(name) BETWEEN 1 AND 200)
);

-- The one clock: the database's, moved only by the tenant's own offset.
-- Made before the walls: with row_security off, PostgreSQL would refuse to look at its body.
CREATE FUNCTION tenant_now() RETURNS timestamptz
    LANGUAGE sql VOLATILE PARALLEL RESTRICTED
    AS $$
        SELECT clock_timestamp() + coalesce(
            (SELECT clock_offset FROM tenant WHERE id = nullif(current_setting('app.tenant', true), '')::uuid),
            interval '0'
        )
    $$;
REVOKE ALL ON FUNCTION tenant_now() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION tenant_now() TO symbolon_app;

ALTER TABLE tenant ENABLE ROW LEVEL SECURITY;
ALTER TABLE tenant FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_read ON tenant FOR SELECT USING (true);
CREATE POLICY tenant_insert ON tenant FOR INSERT WITH CHECK (id = nullif(current_setting('app.tenant', true), '')::uuid);
CREATE POLICY tenant_update ON tenant FOR UPDATE
    USING (id = nullif(current_setting('app.tenant', true), '')::uuid)
    WITH CHECK (id = nullif(current_setting('app.tenant', true), '')::uuid);
CREATE POLICY tenant_delete ON tenant FOR DELETE USING (id = nullif(current_setting('app.tenant', true), '')::uuid);

ALTER TABLE tenant_host ENABLE ROW LEVEL SECURITY;
ALTER TABLE tenant_host FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_host_read ON tenant_host FOR SELECT USING (true);
CREATE POLICY tenant_host_insert ON tenant_host FOR INSERT
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
CREATE POLICY tenant_host_update ON tenant_host FOR UPDATE
    USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
CREATE POLICY tenant_host_delete ON tenant_host FOR DELETE
    USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

ALTER TABLE admin_key ENABLE ROW LEVEL SECURITY;
ALTER TABLE admin_key FORCE ROW LEVEL SECURITY;
CREATE POLICY admin_key_read ON admin_key FOR SELECT USING (true);
CREATE POLICY admin_key_insert ON admin_key FOR INSERT
    WITH CHECK (tenant_id IS NOT DISTINCT FROM nullif(current_setting('app.tenant', true), '')::uuid);
CREATE POLICY admin_key_update ON admin_key FOR UPDATE
    USING (tenant_id IS NOT DISTINCT FROM nullif(current_setting('app.tenant', true), '')::uuid)
    WITH CHECK (tenant_id IS NOT DISTINCT FROM nullif(current_setting('app.tenant', true), '')::uuid);
CREATE POLICY admin_key_delete ON admin_key FOR DELETE
    USING (tenant_id IS NOT DISTINCT FROM nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON tenant, tenant_host, admin_key TO symbolon_app;
