SET row_security = off;
-- oldest-binary: 6
-- What a failed call meant, for whoever may ask later; and resource servers, which ask about tokens with a credential of their own.

-- Holds no token, code or secret, nor a part of one. A log: it refers to what it names by id only, so that writing it waits for nobody.
CREATE TABLE token_failure (
    tenant_id uuid NOT NULL,
    -- What the answer carried.
    id uuid NOT NULL,
    failed_at timestamptz NOT NULL DEFAULT tenant_now(),
    endpoint text NOT NULL,
    error text NOT NULL,
    reason text NOT NULL,
    -- What the RFC's form of the answer says; never what a client sent.
    description text NOT NULL,
    caller text NOT NULL,
    platform_id uuid,
    resource_server_id uuid,
    account_id uuid,
    grant_id uuid,
    used_at timestamptz,
    expired_at timestamptz,
    ended_at timestamptz,
    ended_by text,
    grace interval,
    source_address text,
    CONSTRAINT token_failure_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT token_failure_tenant_fkey FOREIGN KEY (tenant_id) REFERENCES tenant (id),
    CONSTRAINT token_failure_words CHECK (
        endpoint ~ '^[a-z_]{1,40}$' AND error ~ '^[a-z_]{1,40}$' AND reason ~ '^[a-z_]{1,60}$' AND caller ~ '^[a-z_]{1,20}$'
    ),
    CONSTRAINT token_failure_description_length CHECK (char_length(description) <= 300)
);
CREATE INDEX token_failure_failed_idx ON token_failure (tenant_id, failed_at, id);
CREATE INDEX token_failure_platform_idx ON token_failure (tenant_id, platform_id, failed_at, id);

CREATE TABLE resource_server (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    -- By which it says who it is.
    public_id text NOT NULL,
    name text NOT NULL,
    -- Told as `aud`.
    audience text NOT NULL,
    -- Empty: every token, whatever it may do.
    scopes text[] NOT NULL DEFAULT '{}',
    -- The client ids of the platforms whose tokens it may hear of. Empty: all.
    client_ids text[] NOT NULL DEFAULT '{}',
    created_at timestamptz NOT NULL DEFAULT tenant_now(),
    last_used_at timestamptz,
    disabled_at timestamptz,
    CONSTRAINT resource_server_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT resource_server_tenant_fkey FOREIGN KEY (tenant_id) REFERENCES tenant (id),
    CONSTRAINT resource_server_public_id_key UNIQUE (tenant_id, public_id),
    CONSTRAINT resource_server_public_id_shape CHECK (public_id ~ '^rs_[A-Za-z0-9_-]{1,60}$'),
    CONSTRAINT resource_server_name_length CHECK (char_length(name) BETWEEN 1 AND 200),
    CONSTRAINT resource_server_audience_length CHECK (char_length(audience) BETWEEN 1 AND 255),
    CONSTRAINT resource_server_scopes_count CHECK (cardinality(scopes) <= 200),
    CONSTRAINT resource_server_client_ids_count CHECK (cardinality(client_ids) <= 200)
);
CREATE INDEX resource_server_created_idx ON resource_server (tenant_id, created_at, id);

-- Several may live at once, so that one can be replaced without an outage.
CREATE TABLE resource_server_secret (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    resource_server_id uuid NOT NULL,
    secret_hash bytea NOT NULL,
    created_at timestamptz NOT NULL DEFAULT tenant_now(),
    expires_at timestamptz,
    last_used_at timestamptz,
    CONSTRAINT resource_server_secret_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT resource_server_secret_server_fkey FOREIGN KEY (tenant_id, resource_server_id)
        REFERENCES resource_server (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT resource_server_secret_hash_key UNIQUE (tenant_id, secret_hash),
    CONSTRAINT resource_server_secret_hash_length CHECK (octet_length(secret_hash) = 32)
);
CREATE INDEX resource_server_secret_server_idx ON resource_server_secret (tenant_id, resource_server_id);

ALTER TABLE token_failure ENABLE ROW LEVEL SECURITY;
ALTER TABLE token_failure FORCE ROW LEVEL SECURITY;
CREATE POLICY token_failure_wall ON token_failure
    USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

ALTER TABLE resource_server ENABLE ROW LEVEL SECURITY;
ALTER TABLE resource_server FORCE ROW LEVEL SECURITY;
CREATE POLICY resource_server_wall ON resource_server
    USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

ALTER TABLE resource_server_secret ENABLE ROW LEVEL SECURITY;
ALTER TABLE resource_server_secret FORCE ROW LEVEL SECURITY;
CREATE POLICY resource_server_secret_wall ON resource_server_secret
    USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

-- What was written once is not rewritten; it is deleted when it is old.
GRANT SELECT, INSERT, DELETE ON token_failure TO symbolon_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON resource_server, resource_server_secret TO symbolon_app;
