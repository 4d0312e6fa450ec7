SET row_security = off;

DROP INDEX CONCURRENTLY IF EXISTS sso_token_access_token_idx;
DROP INDEX CONCURRENTLY IF EXISTS token_family_parent_idx;
DROP INDEX CONCURRENTLY IF EXISTS token_family_code_idx;
CREATE INDEX CONCURRENTLY token_family_code_idx ON token_family (tenant_id, code_id) WHERE revoked_at IS NULL;
DROP INDEX CONCURRENTLY IF EXISTS token_family_origin_idx;
DROP INDEX CONCURRENTLY IF EXISTS token_family_grant_idx;
CREATE INDEX CONCURRENTLY token_family_grant_idx ON token_family (tenant_id, grant_id) WHERE revoked_at IS NULL;
DROP INDEX CONCURRENTLY IF EXISTS token_family_consent_idx;
DROP INDEX CONCURRENTLY IF EXISTS access_token_family_idx;
DROP INDEX CONCURRENTLY IF EXISTS access_token_code_idx;
CREATE INDEX CONCURRENTLY access_token_code_idx ON access_token (tenant_id, code_id) WHERE revoked_at IS NULL;
DROP INDEX CONCURRENTLY IF EXISTS access_token_origin_idx;
DROP INDEX CONCURRENTLY IF EXISTS access_token_live_idx;
CREATE INDEX CONCURRENTLY access_token_live_idx ON access_token (tenant_id, grant_id) WHERE revoked_at IS NULL;
DROP INDEX CONCURRENTLY IF EXISTS access_token_grant_idx;
REVOKE DELETE ON event FROM symbolon_app;
DROP TABLE IF EXISTS janitor_round;
