SET row_security = off;
-- oldest-binary: 6
-- What waits to be sealed is queued as one list a statement, under one index, where it was a row an entry under two.

-- Whoever writes an entry waits from here on.
LOCK TABLE audit_unsealed IN ACCESS EXCLUSIVE MODE;
ALTER TABLE audit_unsealed NO FORCE ROW LEVEL SECURITY;

-- As `audit_unsealed` was: filled by the commit that holds the entries, and without a reference to any.
CREATE TABLE audit_queue (
    tenant_id uuid NOT NULL,
    id bigint GENERATED ALWAYS AS IDENTITY,
    -- In the order in which they were written.
    entry_ids uuid[] NOT NULL,
    -- Real time, moved by no tenant's offset.
    queued_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT audit_queue_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT audit_queue_entries CHECK (cardinality(entry_ids) BETWEEN 1 AND 500)
);
INSERT INTO audit_queue (tenant_id, entry_ids, queued_at)
SELECT tenant_id, array_agg(entry_id ORDER BY queued_at, entry_id), min(queued_at)
FROM (
    SELECT *, (row_number() OVER (PARTITION BY tenant_id ORDER BY queued_at, entry_id) - 1) / 500 AS list FROM audit_unsealed
) AS waiting
GROUP BY tenant_id, list ORDER BY tenant_id, list;

CREATE OR REPLACE FUNCTION queue_audit_entries() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO audit_queue (tenant_id, entry_ids)
    SELECT tenant_id, array_agg(id ORDER BY place)
    FROM (SELECT tenant_id, id, row_number() OVER () AS place FROM new_rows) AS written
    GROUP BY tenant_id, (place - 1) / 500;
    RETURN NULL;
END
$$;

-- What an older binary knows the queue as, and what one that had begun with the table writes to.
DROP TABLE audit_unsealed;
CREATE VIEW audit_unsealed WITH (security_invoker = true) AS
    SELECT tenant_id, entry_id, queued_at, id AS list_id FROM audit_queue CROSS JOIN LATERAL unnest(entry_ids) AS entry_id;
CREATE FUNCTION change_audit_unsealed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO audit_queue (tenant_id, entry_ids) VALUES (NEW.tenant_id, ARRAY[NEW.entry_id]);
        RETURN NEW;
    END IF;
    WITH list AS (
        DELETE FROM audit_queue WHERE tenant_id = OLD.tenant_id AND OLD.entry_id = ANY(entry_ids) RETURNING *
    )
    INSERT INTO audit_queue (tenant_id, entry_ids, queued_at)
    SELECT tenant_id, array_remove(entry_ids, OLD.entry_id), queued_at FROM list WHERE entry_ids <> ARRAY[OLD.entry_id];
    RETURN OLD;
END
$$;
REVOKE ALL ON FUNCTION change_audit_unsealed() FROM PUBLIC;
CREATE TRIGGER audit_unsealed_changed INSTEAD OF INSERT OR DELETE ON audit_unsealed
    FOR EACH ROW EXECUTE FUNCTION change_audit_unsealed();

-- As 14 has it, but that the queue is another.
CREATE OR REPLACE FUNCTION audit_waiting() RETURNS TABLE (tenant_id uuid, waiting_since timestamptz) LANGUAGE plpgsql AS $$
DECLARE
    present text := coalesce(current_setting('app.tenant', true), '');
BEGIN
    FOR audit_waiting.tenant_id IN SELECT tenant.id FROM tenant LOOP
        PERFORM set_config('app.tenant', audit_waiting.tenant_id::text, true);
        waiting_since := (
            SELECT queue.queued_at FROM audit_queue AS queue
            WHERE queue.tenant_id = audit_waiting.tenant_id ORDER BY queue.id LIMIT 1
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

ALTER TABLE audit_queue ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_queue FORCE ROW LEVEL SECURITY;
CREATE POLICY audit_queue_wall ON audit_queue
    USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT, INSERT, DELETE ON audit_queue, audit_unsealed TO symbolon_app;
