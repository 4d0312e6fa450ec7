SET row_security = off;
-- oldest-binary: 1
-- The vendor's customers and their people.

CREATE TABLE account (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    public_id text NOT NULL,
    name text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT tenant_now(),
    disabled_at timestamptz,
    CONSTRAINT account_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT account_tenant_fkey FOREIGN KEY (tenant_id) REFERENCES tenant (id),
    -- The id seen on the wire.
    CONSTRAINT account_public_id_key UNIQUE (tenant_id, public_id),
    CONSTRAINT account_public_id_shape CHECK (public_id ~ '^[A-Za-z0-9_-]{1,64}$'),
    CONSTRAINT account_name_length CHECK (char_length(name) BETWEEN 1 AND 200)
);

-- "user" is reserved in SQL.
CREATE TABLE app_user (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    email text NOT NULL,
    -- The address as compared: ASCII lower case.
    email_key text NOT NULL,
    name text,
    password_hash text,
    created_at timestamptz NOT NULL DEFAULT tenant_now(),
    disabled_at timestamptz,
    CONSTRAINT app_user_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT app_user_tenant_fkey FOREIGN KEY (tenant_id) REFERENCES tenant (id),
    CONSTRAINT app_user_email_key UNIQUE (tenant_id, email_key),
    CONSTRAINT app_user_email_length CHECK (octet_length(email) BETWEEN 3 AND 254),
    CONSTRAINT app_user_name_length CHECK (char_length(name) BETWEEN 1 AND 200)
);

CREATE TABLE membership (
    tenant_id uuid NOT NULL,
    account_id uuid NOT NULL,
    user_id uuid NOT NULL,
    roles text[] NOT NULL DEFAULT '{}',
    created_at timestamptz NOT NULL DEFAULT tenant_now(),
    CONSTRAINT membership_pkey PRIMARY KEY (tenant_id, account_id, user_id),
    CONSTRAINT membership_account_fkey FOREIGN KEY (tenant_id, account_id) REFERENCES account (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT membership_user_fkey FOREIGN KEY (tenant_id, user_id) REFERENCES app_user (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX membership_user_idx ON membership (tenant_id, user_id);

ALTER TABLE account ENABLE ROW LEVEL SECURITY;
ALTER TABLE account FORCE ROW LEVEL SECURITY;
CREATE POLICY account_wall ON account
    USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

ALTER TABLE app_user ENABLE ROW LEVEL SECURITY;
ALTER TABLE app_user FORCE ROW LEVEL SECURITY;
CREATE POLICY app_user_wall ON app_user
    USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

ALTER TABLE membership ENABLE ROW LEVEL SECURITY;
ALTER TABLE membership FORCE ROW LEVEL SECURITY;
CREATE POLICY membership_wall ON membership
    USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON account, app_user, membership TO symbolon_app;
