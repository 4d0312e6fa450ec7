SET row_security = off;
-- oldest-binary: 1
-- The registered OAuth clients, their secrets, logo and first webhook endpoint.

CREATE TABLE platform (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    client_id text NOT NULL,
    name text NOT NULL,
    description text,
    url text,
    redirect_uris text[] NOT NULL,
    logo_url text,
    webhook_url text,
    scopes text[] NOT NULL DEFAULT '{}',
    grant_types text[] NOT NULL,
    created_at timestamptz NOT NULL DEFAULT tenant_now(),
    disabled_at timestamptz,
    CONSTRAINT platform_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT platform_tenant_fkey FOREIGN KEY (tenant_id) REFERENCES tenant (id),
    CONSTRAINT platform_client_id_key UNIQUE (tenant_id, client_id),
    CONSTRAINT platform_client_id_shape CHECK (client_id ~ '^[A-Za-z0-9_-]{1,64}$'),
    CONSTRAINT platform_name_length CHECK (char_length(name) BETWEEN 1 AND 200),
    CONSTRAINT platform_description_length CHECK (char_length(description) <= 1000),
    CONSTRAINT platform_redirect_uris_count CHECK (cardinality(redirect_uris) <= 50),
    CONSTRAINT platform_grant_types_count CHECK (cardinality(grant_types) BETWEEN 1 AND 10)
);

-- Several may live at once, so that one can be replaced without an outage.
CREATE TABLE platform_secret (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    platform_id uuid NOT NULL,
    secret_hash bytea NOT NULL,
    created_at timestamptz NOT NULL DEFAULT tenant_now(),
    expires_at timestamptz,
    disabled_at timestamptz,
    CONSTRAINT platform_secret_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT platform_secret_platform_fkey FOREIGN KEY (tenant_id, platform_id) REFERENCES platform (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT platform_secret_hash_key UNIQUE (tenant_id, secret_hash),
    CONSTRAINT platform_secret_hash_length CHECK (octet_length(secret_hash) = 32)
);
CREATE INDEX platform_secret_platform_idx ON platform_secret (tenant_id, platform_id);

-- Fetched once and served from here, so that no page makes a person's browser call a partner.
CREATE TABLE platform_logo (
    tenant_id uuid NOT NULL,
    platform_id uuid NOT NULL,
    media_type text NOT NULL,
    content bytea NOT NULL,
    fetched_at timestamptz NOT NULL DEFAULT tenant_now(),
    CONSTRAINT platform_logo_pkey PRIMARY KEY (tenant_id, platform_id),
    CONSTRAINT platform_logo_platform_fkey FOREIGN KEY (tenant_id, platform_id) REFERENCES platform (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT platform_logo_media_type CHECK (media_type IN ('image/png', 'image/jpeg', 'image/gif', 'image/webp')),
    CONSTRAINT platform_logo_size CHECK (octet_length(content) BETWEEN 1 AND 262144)
);

CREATE TABLE webhook_endpoint (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    platform_id uuid NOT NULL,
    url text NOT NULL,
    -- Must be read back to sign: AES-256-GCM under the key file, this row in the associated data.
    secret_sealed bytea NOT NULL,
    created_at timestamptz NOT NULL DEFAULT tenant_now(),
    disabled_at timestamptz,
    CONSTRAINT webhook_endpoint_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT webhook_endpoint_platform_fkey FOREIGN KEY (tenant_id, platform_id) REFERENCES platform (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX webhook_endpoint_platform_idx ON webhook_endpoint (tenant_id, platform_id);

ALTER TABLE platform ENABLE ROW LEVEL SECURITY;
ALTER TABLE platform FORCE ROW LEVEL SECURITY;
CREATE POLICY platform_wall ON platform
    USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

ALTER TABLE platform_secret ENABLE ROW LEVEL SECURITY;
ALTER TABLE platform_secret FORCE ROW LEVEL SECURITY;
CREATE POLICY platform_secret_wall ON platform_secret
    USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

ALTER TABLE platform_logo ENABLE ROW LEVEL SECURITY;
ALTER TABLE platform_logo FORCE ROW LEVEL SECURITY;
CREATE POLICY platform_logo_wall ON platform_logo
    USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

ALTER TABLE webhook_endpoint ENABLE ROW LEVEL SECURITY;
ALTER TABLE webhook_endpoint FORCE ROW LEVEL SECURITY;
CREATE POLICY webhook_endpoint_wall ON webhook_endpoint
    USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON platform, platform_secret, platform_logo, webhook_endpoint TO symbolon_app;
