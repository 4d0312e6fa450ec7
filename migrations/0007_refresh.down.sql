SET row_security = off;

-- What ended by its family, by its parent or by its platform's generation ends by itself now: revocation is final.
ALTER TABLE access_token NO FORCE ROW LEVEL SECURITY;
ALTER TABLE token_family NO FORCE ROW LEVEL SECURITY;
ALTER TABLE account_grant NO FORCE ROW LEVEL SECURITY;
ALTER TABLE platform NO FORCE ROW LEVEL SECURITY;
UPDATE access_token SET revoked_at = clock_timestamp()
FROM account_grant
JOIN platform ON platform.tenant_id = account_grant.tenant_id AND platform.id = account_grant.platform_id
WHERE account_grant.tenant_id = access_token.tenant_id AND account_grant.id = access_token.grant_id AND access_token.revoked_at IS NULL
    AND (access_token.generation <> platform.generation OR EXISTS (
        SELECT FROM token_family
        LEFT JOIN account_grant AS parent_grant ON parent_grant.tenant_id = token_family.tenant_id
            AND parent_grant.id = token_family.parent_grant_id
        WHERE token_family.tenant_id = access_token.tenant_id AND token_family.id = access_token.family_id
            AND (token_family.revoked_at IS NOT NULL OR parent_grant.revoked_at IS NOT NULL)
    ));
ALTER TABLE access_token FORCE ROW LEVEL SECURITY;
ALTER TABLE account_grant FORCE ROW LEVEL SECURITY;
ALTER TABLE platform FORCE ROW LEVEL SECURITY;
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
