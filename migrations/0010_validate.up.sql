SET row_security = off;
-- oldest-binary: 6
-- The constraints that were added to tables with rows, checked now under a lock that lets everybody write.

ALTER TABLE platform VALIDATE CONSTRAINT platform_owner_fkey;
ALTER TABLE platform VALIDATE CONSTRAINT platform_public_pkce;
ALTER TABLE authorization_code VALIDATE CONSTRAINT authorization_code_challenge_length;
ALTER TABLE access_token VALIDATE CONSTRAINT access_token_family_fkey;
ALTER TABLE access_token VALIDATE CONSTRAINT access_token_obtained_by_fkey;
ALTER TABLE browser_session VALIDATE CONSTRAINT browser_session_account_fkey;
