SET row_security = off;

ALTER TABLE access_token
    DROP CONSTRAINT access_token_obtained_by_fkey,
    DROP CONSTRAINT access_token_family_fkey,
    DROP COLUMN revocation_reason,
    DROP COLUMN obtained_by,
    DROP COLUMN generation,
    DROP COLUMN family_id;
DROP TABLE refresh_token;
DROP TABLE token_family;
ALTER TABLE authorization_code DROP COLUMN code_challenge, DROP COLUMN generation;
ALTER TABLE account_grant DROP COLUMN approver_missing_at, DROP COLUMN approver_roles, DROP COLUMN generation;
ALTER TABLE platform
    DROP CONSTRAINT platform_public_pkce,
    DROP CONSTRAINT platform_owner_fkey,
    DROP COLUMN owner_account_id,
    DROP COLUMN generation,
    DROP COLUMN requires_pkce,
    DROP COLUMN is_public;
ALTER TABLE tenant DROP COLUMN refresh_grace, DROP COLUMN grant_subject;
