SET row_security = off;
-- oldest-binary: 6
-- The constraints that were added to tables with rows, marked as checked under a lock that lets everybody write.
-- The columns were empty when their constraints came, and every row since was checked when it was written. So the owner's look behind
-- the wall, which PostgreSQL would refuse with row_security off, need not find anything: lifting the wall would lock everybody out.
SET LOCAL row_security = on;

ALTER TABLE platform VALIDATE CONSTRAINT platform_owner_fkey;
ALTER TABLE platform VALIDATE CONSTRAINT platform_public_pkce;
ALTER TABLE authorization_code VALIDATE CONSTRAINT authorization_code_challenge_length;
ALTER TABLE access_token VALIDATE CONSTRAINT access_token_family_fkey;
ALTER TABLE access_token VALIDATE CONSTRAINT access_token_obtained_by_fkey;
ALTER TABLE browser_session VALIDATE CONSTRAINT browser_session_account_fkey;
