SET row_security = off;

DROP INDEX CONCURRENTLY IF EXISTS platform_name_key_idx;
DROP INDEX CONCURRENTLY IF EXISTS account_name_key_idx;
DROP INDEX CONCURRENTLY IF EXISTS account_created_idx;
DROP INDEX CONCURRENTLY IF EXISTS app_user_created_idx;
DROP INDEX CONCURRENTLY IF EXISTS account_grant_user_idx;
DROP INDEX CONCURRENTLY IF EXISTS account_grant_created_idx;
DROP INDEX CONCURRENTLY IF EXISTS sso_token_user_idx;
DROP INDEX CONCURRENTLY IF EXISTS sso_token_grant_idx;
DROP INDEX CONCURRENTLY IF EXISTS authorization_code_user_idx;
DROP INDEX CONCURRENTLY IF EXISTS personal_access_token_created_idx;
DROP INDEX CONCURRENTLY IF EXISTS refresh_token_created_idx;
DROP INDEX CONCURRENTLY IF EXISTS access_token_created_idx;
