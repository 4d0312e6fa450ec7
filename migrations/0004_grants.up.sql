SET row_security = off;
-- oldest-binary: 1
-- Consent, and the codes and tokens made from it.

-- "grant" is reserved in SQL.
CREATE TABLE account_grant (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    account_id uuid NOT NULL,
    platform_id uuid NOT NULL,
    -- Null: the grant is the account's. Otherwise it is this user's, in that account.
    user_id uuid,
    scopes text[] NOT NULL DEFAULT '{}',
    approved_by uuid NOT NULL,
    approved_at timestamptz NOT NULL DEFAULT tenant_now(),
    -- When the first token was issued: allowed is not yet connected.
    connected_at timestamptz,
    revoked_at timestamptz,
    revoked_by text,
    CONSTRAINT account_grant_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT account_grant_account_fkey FOREIGN KEY (tenant_id, account_id) REFERENCES account (tenant_id, id),
    CONSTRAINT account_grant_platform_fkey FOREIGN KEY (tenant_id, platform_id) REFERENCES platform (tenant_id, id),
    CONSTRAINT account_grant_user_fkey FOREIGN KEY (tenant_id, user_id) REFERENCES app_user (tenant_id, id),
    CONSTRAINT account_grant_approver_fkey FOREIGN KEY (tenant_id, approved_by) REFERENCES app_user (tenant_id, id),
    CONSTRAINT account_grant_revoked_by CHECK ((revoked_at IS NULL) = (revoked_by IS NULL)),
    CONSTRAINT account_grant_revoker CHECK (revoked_by IN ('platform', 'user', 'tenant', 'operator'))
);
-- Revocation is final: connecting again makes a new row, and only one may live.
CREATE UNIQUE INDEX account_grant_live_key ON account_grant (tenant_id, platform_id, account_id, user_id) NULLS NOT DISTINCT
    WHERE revoked_at IS NULL;
CREATE INDEX account_grant_account_idx ON account_grant (tenant_id, account_id);

CREATE TABLE authorization_code (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    code_hash bytea NOT NULL,
    grant_id uuid NOT NULL,
    platform_id uuid NOT NULL,
    -- Who allowed it.
    user_id uuid NOT NULL,
    redirect_uri text NOT NULL,
    -- Whether the request named it: then the exchange must name it too (RFC 6749 §4.1.3).
    redirect_uri_sent boolean NOT NULL,
    scopes text[] NOT NULL DEFAULT '{}',
    created_at timestamptz NOT NULL DEFAULT tenant_now(),
    expires_at timestamptz NOT NULL,
    used_at timestamptz,
    CONSTRAINT authorization_code_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT authorization_code_hash_key UNIQUE (tenant_id, code_hash),
    CONSTRAINT authorization_code_hash_length CHECK (octet_length(code_hash) = 32),
    CONSTRAINT authorization_code_grant_fkey FOREIGN KEY (tenant_id, grant_id) REFERENCES account_grant (tenant_id, id),
    CONSTRAINT authorization_code_platform_fkey FOREIGN KEY (tenant_id, platform_id) REFERENCES platform (tenant_id, id),
    CONSTRAINT authorization_code_user_fkey FOREIGN KEY (tenant_id, user_id) REFERENCES app_user (tenant_id, id),
    -- RFC 6749 §4.1.2: ten minutes at most.
    CONSTRAINT authorization_code_lifetime CHECK (expires_at <= created_at + interval '10 minutes')
);
CREATE INDEX authorization_code_grant_idx ON authorization_code (tenant_id, grant_id);

CREATE TABLE access_token (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    token_hash bytea NOT NULL,
    grant_id uuid NOT NULL,
    -- The code and the platform secret that obtained it.
    code_id uuid,
    secret_id uuid,
    token_type text NOT NULL,
    scopes text[] NOT NULL DEFAULT '{}',
    created_at timestamptz NOT NULL DEFAULT tenant_now(),
    -- Null: never.
    expires_at timestamptz,
    revoked_at timestamptz,
    CONSTRAINT access_token_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT access_token_hash_key UNIQUE (tenant_id, token_hash),
    CONSTRAINT access_token_hash_length CHECK (octet_length(token_hash) = 32),
    CONSTRAINT access_token_grant_fkey FOREIGN KEY (tenant_id, grant_id) REFERENCES account_grant (tenant_id, id),
    CONSTRAINT access_token_code_fkey FOREIGN KEY (tenant_id, code_id) REFERENCES authorization_code (tenant_id, id),
    CONSTRAINT access_token_secret_fkey FOREIGN KEY (tenant_id, secret_id) REFERENCES platform_secret (tenant_id, id),
    CONSTRAINT access_token_type CHECK (token_type IN ('company', 'user'))
);
CREATE INDEX access_token_code_idx ON access_token (tenant_id, code_id) WHERE revoked_at IS NULL;
CREATE INDEX access_token_live_idx ON access_token (tenant_id, grant_id) WHERE revoked_at IS NULL;

ALTER TABLE account_grant ENABLE ROW LEVEL SECURITY;
ALTER TABLE account_grant FORCE ROW LEVEL SECURITY;
CREATE POLICY account_grant_wall ON account_grant
    USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

ALTER TABLE authorization_code ENABLE ROW LEVEL SECURITY;
ALTER TABLE authorization_code FORCE ROW LEVEL SECURITY;
CREATE POLICY authorization_code_wall ON authorization_code
    USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

ALTER TABLE access_token ENABLE ROW LEVEL SECURITY;
ALTER TABLE access_token FORCE ROW LEVEL SECURITY;
CREATE POLICY access_token_wall ON access_token
    USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON account_grant, authorization_code, access_token TO symbolon_app;
