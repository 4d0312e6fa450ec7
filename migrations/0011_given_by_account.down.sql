SET row_security = off;

ALTER TABLE account_grant DROP COLUMN given_by_account;
