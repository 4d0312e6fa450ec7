SET row_security = off;
-- oldest-binary: 6
-- Whoever approved an account's grant may also be the person somebody mints a user's token for: that is not their own word.

ALTER TABLE account_grant
    -- A user's, made by the account's token: the user has not said anything about it themselves.
    ADD COLUMN given_by_account boolean NOT NULL DEFAULT false;
