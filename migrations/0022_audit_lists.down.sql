SET row_security = off;

LOCK TABLE audit_queue IN ACCESS EXCLUSIVE MODE;
ALTER TABLE audit_queue NO FORCE ROW LEVEL SECURITY;

DROP VIEW audit_unsealed;
DROP FUNCTION change_audit_unsealed();
CREATE TABLE audit_unsealed (
    tenant_id uuid NOT NULL,
    entry_id uuid NOT NULL,
    queued_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT audit_unsealed_pkey PRIMARY KEY (tenant_id, entry_id)
);
CREATE INDEX audit_unsealed_queued_idx ON audit_unsealed (tenant_id, queued_at, entry_id);
INSERT INTO audit_unsealed (tenant_id, entry_id, queued_at)
SELECT tenant_id, entry_id, queued_at FROM audit_queue CROSS JOIN LATERAL unnest(entry_ids) AS entry_id
ON CONFLICT DO NOTHING;

CREATE OR REPLACE FUNCTION queue_audit_entries() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO audit_unsealed (tenant_id, entry_id) SELECT tenant_id, id FROM new_rows;
    RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION audit_waiting() RETURNS TABLE (tenant_id uuid, waiting_since timestamptz) LANGUAGE plpgsql AS $$
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

DROP TABLE audit_queue;

ALTER TABLE audit_unsealed ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_unsealed FORCE ROW LEVEL SECURITY;
CREATE POLICY audit_unsealed_wall ON audit_unsealed
    USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT, INSERT, DELETE ON audit_unsealed TO symbolon_app;
