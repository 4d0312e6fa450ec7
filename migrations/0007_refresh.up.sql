SET row_security = off;
-- oldest-binary: 6
-- Refresh tokens and the families they are rotated in; public platforms and PKCE; what ends many tokens at once.

ALTER TABLE tenant
    -- Null: as the dialect has it.
    ADD COLUMN grant_subject text,
    ADD COLUMN refresh_grace interval,
    ADD CONSTRAINT tenant_grant_subject CHECK (grant_subject IN ('account', 'user')),
    ADD CONSTRAINT tenant_refresh_grace CHECK (refresh_grace BETWEEN interval '0' AND interval '5 minutes');

ALTER TABLE platform
    -- Has no secret (RFC 6749 §2.1).
    ADD COLUMN is_public boolean NOT NULL DEFAULT false,
    ADD COLUMN requires_pkce boolean NOT NULL DEFAULT false,
    -- Codes, tokens and grants carry the number of their making: a higher one here ends them all.
    ADD COLUMN generation bigint NOT NULL DEFAULT 0,
    -- Null: registered for every account of the vendor.
    ADD COLUMN owner_account_id uuid,
    ADD CONSTRAINT platform_owner_fkey FOREIGN KEY (tenant_id, owner_account_id) REFERENCES account (tenant_id, id) NOT VALID,
    ADD CONSTRAINT platform_public_pkce CHECK (NOT is_public OR requires_pkce) NOT VALID;

ALTER TABLE account_grant
    ADD COLUMN generation bigint NOT NULL DEFAULT 0,
    -- The roles with which it was approved: losing one asks for a new approver.
    ADD COLUMN approver_roles text[] NOT NULL DEFAULT '{}',
    ADD COLUMN approver_missing_at timestamptz;

ALTER TABLE authorization_code
    ADD COLUMN generation bigint NOT NULL DEFAULT 0,
    -- S256 only (RFC 7636 §4.2): BASE64URL(SHA256(verifier)).
    ADD COLUMN code_challenge text,
    ADD CONSTRAINT authorization_code_challenge_length CHECK (char_length(code_challenge) = 43) NOT VALID;

-- All refresh tokens that came of one authorization, one after another. Revoking it is one row.
CREATE TABLE token_family (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    grant_id uuid NOT NULL,
    code_id uuid,
    -- Whose approval it came of.
    obtained_by uuid,
    -- The account's grant whose token asked for this user's tokens: they end with it.
    parent_grant_id uuid,
    generation bigint NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL DEFAULT tenant_now(),
    -- However often it is refreshed. Null: no end.
    expires_at timestamptz,
    revoked_at timestamptz,
    CONSTRAINT token_family_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT token_family_grant_fkey FOREIGN KEY (tenant_id, grant_id) REFERENCES account_grant (tenant_id, id),
    CONSTRAINT token_family_parent_fkey FOREIGN KEY (tenant_id, parent_grant_id) REFERENCES account_grant (tenant_id, id),
    CONSTRAINT token_family_code_fkey FOREIGN KEY (tenant_id, code_id) REFERENCES authorization_code (tenant_id, id),
    CONSTRAINT token_family_user_fkey FOREIGN KEY (tenant_id, obtained_by) REFERENCES app_user (tenant_id, id)
);
CREATE INDEX token_family_grant_idx ON token_family (tenant_id, grant_id) WHERE revoked_at IS NULL;
CREATE INDEX token_family_code_idx ON token_family (tenant_id, code_id) WHERE revoked_at IS NULL;

CREATE TABLE refresh_token (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    token_hash bytea NOT NULL,
    family_id uuid NOT NULL,
    -- The token it was given for. Null: the family's first.
    parent_id uuid,
    -- The platform secret that obtained it. Null: a public platform.
    secret_id uuid,
    scopes text[] NOT NULL DEFAULT '{}',
    created_at timestamptz NOT NULL DEFAULT tenant_now(),
    expires_at timestamptz NOT NULL,
    used_at timestamptz,
    -- A sibling, given for the same parent, was used first.
    retired_at timestamptz,
    CONSTRAINT refresh_token_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT refresh_token_hash_key UNIQUE (tenant_id, token_hash),
    CONSTRAINT refresh_token_hash_length CHECK (octet_length(token_hash) = 32),
    CONSTRAINT refresh_token_family_fkey FOREIGN KEY (tenant_id, family_id) REFERENCES token_family (tenant_id, id),
    CONSTRAINT refresh_token_parent_fkey FOREIGN KEY (tenant_id, parent_id) REFERENCES refresh_token (tenant_id, id),
    CONSTRAINT refresh_token_secret_fkey FOREIGN KEY (tenant_id, secret_id) REFERENCES platform_secret (tenant_id, id)
);
CREATE INDEX refresh_token_parent_idx ON refresh_token (tenant_id, parent_id);
CREATE INDEX refresh_token_family_idx ON refresh_token (tenant_id, family_id, created_at);

ALTER TABLE access_token
    ADD COLUMN family_id uuid,
    ADD COLUMN generation bigint NOT NULL DEFAULT 0,
    ADD COLUMN obtained_by uuid,
    ADD COLUMN revocation_reason text,
    ADD CONSTRAINT access_token_family_fkey FOREIGN KEY (tenant_id, family_id) REFERENCES token_family (tenant_id, id) NOT VALID,
    ADD CONSTRAINT access_token_obtained_by_fkey FOREIGN KEY (tenant_id, obtained_by) REFERENCES app_user (tenant_id, id) NOT VALID;

ALTER TABLE token_family ENABLE ROW LEVEL SECURITY;
ALTER TABLE token_family FORCE ROW LEVEL SECURITY;
CREATE POLICY token_family_wall ON token_family
    USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

ALTER TABLE refresh_token ENABLE ROW LEVEL SECURITY;
ALTER TABLE refresh_token FORCE ROW LEVEL SECURITY;
CREATE POLICY refresh_token_wall ON refresh_token
    USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON token_family, refresh_token TO symbolon_app;
