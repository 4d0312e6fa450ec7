SET row_security = off;

DROP TABLE sso_token;
ALTER TABLE browser_session DROP CONSTRAINT browser_session_account_fkey, DROP COLUMN account_id;
ALTER TABLE tenant DROP COLUMN storefront_url, DROP COLUMN sso_token_lifetime;
