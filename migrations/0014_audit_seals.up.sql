SET row_security = off;
-- oldest-binary: 6
-- The audit log: what a change replaced, and a chain of seals over every entry that was committed.

-- The members that changed, as they were and as they are. Never a secret.
ALTER TABLE audit_entry
    ADD COLUMN before jsonb,
    ADD COLUMN after jsonb;

-- What waits to be sealed: in the commit that holds the entry, whoever wrote it and in whatever order they commit. It refers to no entry, so
-- that one which is taken away before it was sealed is missed.
CREATE TABLE audit_unsealed (
    tenant_id uuid NOT NULL,
    entry_id uuid NOT NULL,
    -- Real time, moved by no tenant's offset.
    queued_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT audit_unsealed_pkey PRIMARY KEY (tenant_id, entry_id)
);
CREATE INDEX audit_unsealed_queued_idx ON audit_unsealed (tenant_id, queued_at, entry_id);

CREATE FUNCTION queue_audit_entry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO audit_unsealed (tenant_id, entry_id) VALUES (NEW.tenant_id, NEW.id);
    RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION queue_audit_entry() FROM PUBLIC;
CREATE TRIGGER audit_entry_queued AFTER INSERT ON audit_entry FOR EACH ROW EXECUTE FUNCTION queue_audit_entry();

-- One row a tenant: its lock is what only one server at a time extends the chain under. It knows besides how far the entries from before
-- there was a queue have been put into it.
CREATE TABLE audit_chain (
    tenant_id uuid NOT NULL,
    older_occurred_at timestamptz,
    older_id uuid,
    older_done_at timestamptz,
    CONSTRAINT audit_chain_pkey PRIMARY KEY (tenant_id),
    CONSTRAINT audit_chain_tenant_fkey FOREIGN KEY (tenant_id) REFERENCES tenant (id),
    CONSTRAINT audit_chain_place CHECK ((older_occurred_at IS NULL) = (older_id IS NULL))
);

-- Each entry's place in its tenant's chain. Append-only: the server's role may neither change nor delete a row.
CREATE TABLE audit_seal (
    tenant_id uuid NOT NULL,
    number bigint NOT NULL,
    entry_id uuid NOT NULL,
    -- HMAC-SHA-256 over the hash before it and the whole entry.
    hash bytea NOT NULL,
    CONSTRAINT audit_seal_pkey PRIMARY KEY (tenant_id, number),
    CONSTRAINT audit_seal_entry_key UNIQUE (tenant_id, entry_id),
    CONSTRAINT audit_seal_number CHECK (number BETWEEN 1 AND 4611686018427387903),
    CONSTRAINT audit_seal_hash CHECK (octet_length(hash) = 32)
);

-- What was sealed at once: under which key, and when in real time. Append-only like the seals.
CREATE TABLE audit_batch (
    tenant_id uuid NOT NULL,
    last_number bigint NOT NULL,
    first_number bigint NOT NULL,
    key_id text NOT NULL,
    sealed_at timestamptz NOT NULL,
    -- HMAC-SHA-256 over all of the above and the hash of the last entry.
    hash bytea NOT NULL,
    CONSTRAINT audit_batch_pkey PRIMARY KEY (tenant_id, last_number),
    CONSTRAINT audit_batch_first_key UNIQUE (tenant_id, first_number),
    CONSTRAINT audit_batch_numbers CHECK (first_number BETWEEN 1 AND last_number AND last_number <= 4611686018427387903),
    CONSTRAINT audit_batch_hash CHECK (octet_length(hash) = 32)
);

-- Which tenants have something to seal, and since when: a look at each behind its own wall, in one round trip. Nothing is open to anybody
-- that was not before.
CREATE FUNCTION audit_waiting() RETURNS TABLE (tenant_id uuid, waiting_since timestamptz) LANGUAGE plpgsql AS $$
DECLARE
    present text := coalesce(current_setting('app.tenant', true), '');
BEGIN
    FOR audit_waiting.tenant_id IN SELECT tenant.id FROM tenant LOOP
        PERFORM set_config('app.tenant', audit_waiting.tenant_id::text, true);
        waiting_since := (
            SELECT queue.queued_at FROM audit_unsealed AS queue
            WHERE queue.tenant_id = audit_waiting.tenant_id ORDER BY queue.queued_at LIMIT 1
        );
        IF waiting_since IS NOT NULL OR NOT EXISTS (
            SELECT FROM audit_chain AS chain WHERE chain.tenant_id = audit_waiting.tenant_id AND chain.older_done_at IS NOT NULL
        ) THEN
            RETURN NEXT;
        END IF;
    END LOOP;
    PERFORM set_config('app.tenant', present, true);
END
$$;
REVOKE ALL ON FUNCTION audit_waiting() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit_waiting() TO symbolon_app;

ALTER TABLE audit_unsealed ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_unsealed FORCE ROW LEVEL SECURITY;
CREATE POLICY audit_unsealed_wall ON audit_unsealed
    USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

ALTER TABLE audit_chain ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_chain FORCE ROW LEVEL SECURITY;
CREATE POLICY audit_chain_wall ON audit_chain
    USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

ALTER TABLE audit_seal ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_seal FORCE ROW LEVEL SECURITY;
CREATE POLICY audit_seal_wall ON audit_seal
    USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

ALTER TABLE audit_batch ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_batch FORCE ROW LEVEL SECURITY;
CREATE POLICY audit_batch_wall ON audit_batch
    USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT, INSERT, DELETE ON audit_unsealed TO symbolon_app;
GRANT SELECT, INSERT, UPDATE ON audit_chain TO symbolon_app;
GRANT SELECT, INSERT ON audit_seal, audit_batch TO symbolon_app;
