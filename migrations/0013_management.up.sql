SET row_security = off;
-- oldest-binary: 6
-- What the management API needs: what each key may do, and answers kept for requests that are sent again.

-- A key made before could do everything.
ALTER TABLE admin_key ADD COLUMN permissions text[] NOT NULL DEFAULT '{write}';
ALTER TABLE admin_key ADD CONSTRAINT admin_key_permissions CHECK (cardinality(permissions) BETWEEN 1 AND 50) NOT VALID;

-- One request of the management API that must not be carried out twice. The key and the request are hashes; the answer is sealed, since
-- it may hold a secret that is shown once.
CREATE TABLE idempotency_record (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    admin_key_id uuid NOT NULL,
    key_hash bytea NOT NULL,
    request_hash bytea NOT NULL,
    -- Whoever carries the request out: an attempt that was overtaken cannot commit its effect.
    attempt uuid NOT NULL,
    claimed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    -- Written in the transaction that has the effect.
    applied_at timestamptz,
    answer bytea,
    CONSTRAINT idempotency_record_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT idempotency_record_key UNIQUE (tenant_id, admin_key_id, key_hash),
    CONSTRAINT idempotency_record_tenant_fkey FOREIGN KEY (tenant_id) REFERENCES tenant (id),
    CONSTRAINT idempotency_record_hashes CHECK (octet_length(key_hash) = 32 AND octet_length(request_hash) = 32)
);
CREATE INDEX idempotency_record_claimed_idx ON idempotency_record (tenant_id, claimed_at);

ALTER TABLE idempotency_record ENABLE ROW LEVEL SECURITY;
ALTER TABLE idempotency_record FORCE ROW LEVEL SECURITY;
CREATE POLICY idempotency_record_wall ON idempotency_record
    USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON idempotency_record TO symbolon_app;
