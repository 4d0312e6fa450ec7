SET row_security = off;

-- A constraint cannot be made unchecked again; it is made anew.
ALTER TABLE browser_session
    DROP CONSTRAINT browser_session_account_fkey,
    ADD CONSTRAINT browser_session_account_fkey FOREIGN KEY (tenant_id, account_id) REFERENCES account (tenant_id, id) ON DELETE CASCADE
        NOT VALID;
ALTER TABLE access_token
    DROP CONSTRAINT access_token_obtained_by_fkey,
    ADD CONSTRAINT access_token_obtained_by_fkey FOREIGN KEY (tenant_id, obtained_by) REFERENCES app_user (tenant_id, id) NOT VALID,
    DROP CONSTRAINT access_token_family_fkey,
    ADD CONSTRAINT access_token_family_fkey FOREIGN KEY (tenant_id, family_id) REFERENCES token_family (tenant_id, id) NOT VALID;
ALTER TABLE authorization_code
    DROP CONSTRAINT authorization_code_challenge_length,
    ADD CONSTRAINT authorization_code_challenge_length CHECK (char_length(code_challenge) = 43) NOT VALID;
ALTER TABLE platform
    DROP CONSTRAINT platform_public_pkce,
    ADD CONSTRAINT platform_public_pkce CHECK (NOT is_public OR requires_pkce) NOT VALID,
    DROP CONSTRAINT platform_owner_fkey,
    ADD CONSTRAINT platform_owner_fkey FOREIGN KEY (tenant_id, owner_account_id) REFERENCES account (tenant_id, id) NOT VALID;
