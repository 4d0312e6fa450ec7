SET row_security = off;
-- oldest-binary: 6
-- One-time tokens that sign a person in, and what the vendor's storefront gets for them.

ALTER TABLE tenant
    -- Null: as the dialect has it.
    ADD COLUMN sso_token_lifetime interval,
    -- Where people go once they are signed in. Null: a page of ours.
    ADD COLUMN storefront_url text,
    ADD CONSTRAINT tenant_sso_token_lifetime CHECK (sso_token_lifetime BETWEEN interval '1 second' AND interval '14 days'),
    ADD CONSTRAINT tenant_storefront_url_length CHECK (char_length(storefront_url) BETWEEN 1 AND 512);

ALTER TABLE browser_session
    -- Opened by an SSO token: good in this account only, and not for decisions about grants.
    ADD COLUMN account_id uuid,
    ADD CONSTRAINT browser_session_account_fkey FOREIGN KEY (tenant_id, account_id) REFERENCES account (tenant_id, id) ON DELETE CASCADE
        NOT VALID;

CREATE TABLE sso_token (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    token_hash bytea NOT NULL,
    -- The access token that asked for it, and its grant: revoked, they take the SSO token with them.
    access_token_id uuid NOT NULL,
    grant_id uuid NOT NULL,
    user_id uuid NOT NULL,
    -- A local path of the storefront.
    landing_page text,
    -- What the platform wants told to the storefront; it may hold the platform's own secrets, so AES-256-GCM, this row in the associated data.
    third_party_data_sealed bytea,
    created_at timestamptz NOT NULL DEFAULT tenant_now(),
    expires_at timestamptz NOT NULL,
    used_at timestamptz,
    -- The code with which the storefront's back end asks, once, who came.
    handoff_hash bytea,
    handoff_expires_at timestamptz,
    handoff_used_at timestamptz,
    CONSTRAINT sso_token_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT sso_token_hash_key UNIQUE (tenant_id, token_hash),
    CONSTRAINT sso_token_handoff_key UNIQUE (tenant_id, handoff_hash),
    CONSTRAINT sso_token_hash_length CHECK (octet_length(token_hash) = 32),
    CONSTRAINT sso_token_handoff_length CHECK (octet_length(handoff_hash) = 32),
    CONSTRAINT sso_token_handoff_whole CHECK ((handoff_hash IS NULL) = (handoff_expires_at IS NULL)),
    CONSTRAINT sso_token_access_token_fkey FOREIGN KEY (tenant_id, access_token_id) REFERENCES access_token (tenant_id, id),
    CONSTRAINT sso_token_grant_fkey FOREIGN KEY (tenant_id, grant_id) REFERENCES account_grant (tenant_id, id),
    CONSTRAINT sso_token_user_fkey FOREIGN KEY (tenant_id, user_id) REFERENCES app_user (tenant_id, id) ON DELETE CASCADE,
    -- Only a path of the storefront itself: anything else would send people where they did not mean to go.
    CONSTRAINT sso_token_landing_page CHECK (landing_page ~ '^/([^/\\]|$)' AND char_length(landing_page) <= 2048)
);

ALTER TABLE sso_token ENABLE ROW LEVEL SECURITY;
ALTER TABLE sso_token FORCE ROW LEVEL SECURITY;
CREATE POLICY sso_token_wall ON sso_token
    USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON sso_token TO symbolon_app;
