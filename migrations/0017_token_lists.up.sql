SET row_security = off;
-- oldest-binary: 6
-- transaction: no
-- What lists need, names that look alike, and the ending of everything that hangs on an account or a user. Tokens go on being issued meanwhile.
-- An attempt that was cut short leaves an index that is good for nothing, which the next one takes away first.

DROP INDEX CONCURRENTLY IF EXISTS access_token_created_idx;
CREATE INDEX CONCURRENTLY access_token_created_idx ON access_token (tenant_id, created_at, id);
DROP INDEX CONCURRENTLY IF EXISTS refresh_token_created_idx;
CREATE INDEX CONCURRENTLY refresh_token_created_idx ON refresh_token (tenant_id, created_at, id);
DROP INDEX CONCURRENTLY IF EXISTS personal_access_token_created_idx;
CREATE INDEX CONCURRENTLY personal_access_token_created_idx ON personal_access_token (tenant_id, created_at, id);
DROP INDEX CONCURRENTLY IF EXISTS authorization_code_user_idx;
CREATE INDEX CONCURRENTLY authorization_code_user_idx ON authorization_code (tenant_id, user_id) WHERE used_at IS NULL;
DROP INDEX CONCURRENTLY IF EXISTS sso_token_grant_idx;
CREATE INDEX CONCURRENTLY sso_token_grant_idx ON sso_token (tenant_id, grant_id);
DROP INDEX CONCURRENTLY IF EXISTS sso_token_user_idx;
CREATE INDEX CONCURRENTLY sso_token_user_idx ON sso_token (tenant_id, user_id);
DROP INDEX CONCURRENTLY IF EXISTS account_grant_created_idx;
CREATE INDEX CONCURRENTLY account_grant_created_idx ON account_grant (tenant_id, coalesce(created_at, timestamptz 'epoch'), id);
DROP INDEX CONCURRENTLY IF EXISTS account_grant_user_idx;
CREATE INDEX CONCURRENTLY account_grant_user_idx ON account_grant (tenant_id, user_id) WHERE revoked_at IS NULL;
DROP INDEX CONCURRENTLY IF EXISTS app_user_created_idx;
CREATE INDEX CONCURRENTLY app_user_created_idx ON app_user (tenant_id, created_at, id);
DROP INDEX CONCURRENTLY IF EXISTS account_created_idx;
CREATE INDEX CONCURRENTLY account_created_idx ON account (tenant_id, created_at, id);
DROP INDEX CONCURRENTLY IF EXISTS account_name_key_idx;
CREATE INDEX CONCURRENTLY account_name_key_idx ON account (tenant_id, name_key);
DROP INDEX CONCURRENTLY IF EXISTS platform_name_key_idx;
CREATE INDEX CONCURRENTLY platform_name_key_idx ON platform (tenant_id, name_key);
