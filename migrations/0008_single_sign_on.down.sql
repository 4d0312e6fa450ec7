SET row_security = off;

DROP TABLE sso_token;
-- Without the account that confines it, such a session would be one like any other.
ALTER TABLE browser_session NO FORCE ROW LEVEL SECURITY;
UPDATE browser_session SET ended_at = coalesce(ended_at, clock_timestamp()) WHERE account_id IS NOT NULL;
ALTER TABLE browser_session FORCE ROW LEVEL SECURITY;
ALTER TABLE browser_session DROP CONSTRAINT browser_session_account_fkey, DROP COLUMN account_id;
ALTER TABLE tenant DROP COLUMN storefront_url, DROP COLUMN sso_token_lifetime;
