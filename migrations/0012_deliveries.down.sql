SET row_security = off;

DROP TRIGGER tenant_clock_moved ON tenant;
DROP FUNCTION move_queues_with_clock();
REVOKE SELECT, UPDATE, DELETE ON event_queue FROM symbolon_app;

DROP INDEX platform_secret_expiry_idx;
ALTER TABLE platform_secret DROP COLUMN expiry_told_at;

-- What waits for an endpoint is known to nobody any more; events wait on.
ALTER TABLE event_queue NO FORCE ROW LEVEL SECURITY;
DELETE FROM event_queue WHERE endpoint_id IS NOT NULL;
ALTER TABLE event_queue FORCE ROW LEVEL SECURITY;
DROP INDEX event_queue_event_due_idx;
DROP INDEX event_queue_endpoint_due_idx;
DROP INDEX event_queue_slow_due_idx;
ALTER TABLE event_queue
    DROP CONSTRAINT event_queue_kind,
    DROP CONSTRAINT event_queue_endpoint_fkey,
    DROP CONSTRAINT event_queue_endpoint_key,
    DROP CONSTRAINT event_queue_event_key,
    DROP CONSTRAINT event_queue_pkey,
    DROP COLUMN paused_until,
    DROP COLUMN slow_since,
    DROP COLUMN lease,
    DROP COLUMN endpoint_id,
    DROP COLUMN id,
    ALTER COLUMN event_id SET NOT NULL,
    ADD CONSTRAINT event_queue_pkey PRIMARY KEY (tenant_id, event_id);
CREATE INDEX event_queue_due_idx ON event_queue (due_at);

DROP TABLE delivery_queue;
DROP TABLE delivery_attempt;
DROP TABLE delivery;
DROP TABLE webhook_old_secret;

ALTER TABLE webhook_endpoint
    DROP CONSTRAINT webhook_endpoint_disabled_reason,
    DROP CONSTRAINT webhook_endpoint_event_types_count,
    DROP CONSTRAINT webhook_endpoint_description_length,
    DROP CONSTRAINT webhook_endpoint_url_length,
    DROP COLUMN failing_since,
    DROP COLUMN verification_expires_at,
    DROP COLUMN verification_hash,
    DROP COLUMN verified_at,
    DROP COLUMN disabled_reason,
    DROP COLUMN api_key_sealed,
    DROP COLUMN event_types,
    DROP COLUMN description;
