SET row_security = off;
-- oldest-binary: 6
-- What an application or a personal token may do, as records of allowed and denied actions.

CREATE TABLE personal_access_token (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    token_hash bytea NOT NULL,
    account_id uuid NOT NULL,
    user_id uuid NOT NULL,
    name text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT tenant_now(),
    -- Null: never.
    expires_at timestamptz,
    revoked_at timestamptz,
    CONSTRAINT personal_access_token_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT personal_access_token_hash_key UNIQUE (tenant_id, token_hash),
    CONSTRAINT personal_access_token_hash_length CHECK (octet_length(token_hash) = 32),
    CONSTRAINT personal_access_token_name_length CHECK (char_length(name) BETWEEN 1 AND 128),
    -- It is worth what its creator may do, and ends with their membership.
    CONSTRAINT personal_access_token_membership_fkey FOREIGN KEY (tenant_id, account_id, user_id)
        REFERENCES membership (tenant_id, account_id, user_id) ON DELETE CASCADE
);
CREATE INDEX personal_access_token_user_idx ON personal_access_token (tenant_id, user_id);
CREATE INDEX personal_access_token_membership_idx ON personal_access_token (tenant_id, account_id, user_id);

CREATE TABLE scope_record (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    platform_id uuid,
    personal_access_token_id uuid,
    -- Rules are shown in the order they were written; it decides nothing.
    position integer NOT NULL,
    effect text NOT NULL DEFAULT 'allow',
    -- `type:operation`, `type:CRUD letters`, `type:*`.
    actions text[] NOT NULL,
    -- The accounts, by their id on the wire, in which one must be working. Empty: in any.
    accounts text[] NOT NULL DEFAULT '{}',
    CONSTRAINT scope_record_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT scope_record_platform_fkey FOREIGN KEY (tenant_id, platform_id) REFERENCES platform (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT scope_record_token_fkey FOREIGN KEY (tenant_id, personal_access_token_id)
        REFERENCES personal_access_token (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT scope_record_owner CHECK (num_nonnulls(platform_id, personal_access_token_id) = 1),
    CONSTRAINT scope_record_effect CHECK (effect IN ('allow', 'deny')),
    CONSTRAINT scope_record_actions_count CHECK (cardinality(actions) BETWEEN 1 AND 500)
);
CREATE INDEX scope_record_platform_idx ON scope_record (tenant_id, platform_id);
CREATE INDEX scope_record_token_idx ON scope_record (tenant_id, personal_access_token_id);

ALTER TABLE personal_access_token ENABLE ROW LEVEL SECURITY;
ALTER TABLE personal_access_token FORCE ROW LEVEL SECURITY;
CREATE POLICY personal_access_token_wall ON personal_access_token
    USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

ALTER TABLE scope_record ENABLE ROW LEVEL SECURITY;
ALTER TABLE scope_record FORCE ROW LEVEL SECURITY;
CREATE POLICY scope_record_wall ON scope_record
    USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON personal_access_token, scope_record TO symbolon_app;
