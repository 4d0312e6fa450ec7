SET row_security = off;
-- oldest-binary: 6
-- Webhooks: endpoints as platforms keep them, and every event's way to each of them.

ALTER TABLE webhook_endpoint
    ADD COLUMN description text,
    -- Empty: all.
    ADD COLUMN event_types text[] NOT NULL DEFAULT '{}',
    -- Sent with every delivery where the vendor's form has such a key. Must be read back, like secret_sealed.
    ADD COLUMN api_key_sealed bytea,
    ADD COLUMN disabled_reason text,
    ADD COLUMN verified_at timestamptz,
    -- Of the link the last handshake carried.
    ADD COLUMN verification_hash bytea,
    ADD COLUMN verification_expires_at timestamptz,
    -- The first failure since the last success.
    ADD COLUMN failing_since timestamptz,
    ADD CONSTRAINT webhook_endpoint_url_length CHECK (char_length(url) <= 2048),
    ADD CONSTRAINT webhook_endpoint_description_length CHECK (char_length(description) <= 200),
    ADD CONSTRAINT webhook_endpoint_event_types_count CHECK (cardinality(event_types) <= 50),
    ADD CONSTRAINT webhook_endpoint_disabled_reason CHECK (
        disabled_reason IS NULL OR (disabled_at IS NOT NULL AND disabled_reason IN ('by_hand', 'failing', 'gone'))
    );

-- Keys that were replaced and still sign beside the present one until they end.
CREATE TABLE webhook_old_secret (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    endpoint_id uuid NOT NULL,
    secret_sealed bytea NOT NULL,
    replaced_at timestamptz NOT NULL DEFAULT tenant_now(),
    expires_at timestamptz NOT NULL,
    CONSTRAINT webhook_old_secret_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT webhook_old_secret_endpoint_fkey FOREIGN KEY (tenant_id, endpoint_id)
        REFERENCES webhook_endpoint (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX webhook_old_secret_endpoint_idx ON webhook_old_secret (tenant_id, endpoint_id, expires_at);

-- One event on its way to one endpoint.
CREATE TABLE delivery (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    event_id uuid NOT NULL,
    endpoint_id uuid NOT NULL,
    status text NOT NULL DEFAULT 'pending',
    attempts integer NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL DEFAULT tenant_now(),
    finished_at timestamptz,
    -- The delivery that somebody sent again.
    redelivery_of uuid,
    CONSTRAINT delivery_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT delivery_event_fkey FOREIGN KEY (tenant_id, event_id) REFERENCES event (tenant_id, id),
    CONSTRAINT delivery_endpoint_fkey FOREIGN KEY (tenant_id, endpoint_id)
        REFERENCES webhook_endpoint (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT delivery_status CHECK (status IN ('pending', 'delivered', 'failed', 'withheld')),
    CONSTRAINT delivery_finished CHECK ((status = 'pending') = (finished_at IS NULL))
);
CREATE INDEX delivery_event_idx ON delivery (tenant_id, event_id);
CREATE INDEX delivery_endpoint_idx ON delivery (tenant_id, endpoint_id, created_at, id);
CREATE INDEX delivery_created_idx ON delivery (tenant_id, created_at, id);

-- Append-only: the server's role may neither change nor delete a row.
CREATE TABLE delivery_attempt (
    tenant_id uuid NOT NULL,
    delivery_id uuid NOT NULL,
    number integer NOT NULL,
    started_at timestamptz NOT NULL,
    duration interval NOT NULL,
    -- Of the HTTP answer; none where there was no complete head of one.
    status integer,
    error text,
    -- The first bytes of the answer's body.
    response text,
    CONSTRAINT delivery_attempt_pkey PRIMARY KEY (tenant_id, delivery_id, number),
    CONSTRAINT delivery_attempt_delivery_fkey FOREIGN KEY (tenant_id, delivery_id)
        REFERENCES delivery (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT delivery_attempt_outcome CHECK (status IS NOT NULL OR error IS NOT NULL),
    CONSTRAINT delivery_attempt_response_length CHECK (octet_length(response) <= 4096)
);

-- What is pending, by endpoint. Times here are the database's own, moved by no tenant's offset.
CREATE TABLE delivery_queue (
    tenant_id uuid NOT NULL,
    delivery_id uuid NOT NULL,
    endpoint_id uuid NOT NULL,
    due_at timestamptz NOT NULL,
    CONSTRAINT delivery_queue_pkey PRIMARY KEY (tenant_id, delivery_id),
    CONSTRAINT delivery_queue_delivery_fkey FOREIGN KEY (tenant_id, delivery_id)
        REFERENCES delivery (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX delivery_queue_due_idx ON delivery_queue (tenant_id, endpoint_id, due_at);

-- The worker's queue holds two kinds of work from here on: an event to be given to its endpoints, and an endpoint with deliveries due.
-- An endpoint is claimed as a whole, so a slow one holds up nobody else. What waited before anything was delivered is not sent years later:
-- it is on record, and `symbolon webhook resend --since` sends it.
TRUNCATE event_queue;
-- Both tables are locked by this transaction already: to check the reference the owner looks behind the wall.
ALTER TABLE event_queue NO FORCE ROW LEVEL SECURITY;
ALTER TABLE webhook_endpoint NO FORCE ROW LEVEL SECURITY;
ALTER TABLE event_queue
    DROP CONSTRAINT event_queue_pkey,
    ADD COLUMN id uuid NOT NULL DEFAULT gen_random_uuid(),
    ADD COLUMN endpoint_id uuid,
    -- Whoever holds the endpoint; due_at is then when that ends by itself.
    ADD COLUMN lease uuid,
    -- The endpoint did not answer in time the last time: it waits in a line of its own.
    ADD COLUMN slow_since timestamptz,
    -- The endpoint asked to be left alone for so long, or there is nobody to send to.
    ADD COLUMN paused_until timestamptz,
    ALTER COLUMN event_id DROP NOT NULL,
    ADD CONSTRAINT event_queue_pkey PRIMARY KEY (tenant_id, id),
    ADD CONSTRAINT event_queue_event_key UNIQUE (tenant_id, event_id),
    ADD CONSTRAINT event_queue_endpoint_key UNIQUE (tenant_id, endpoint_id),
    ADD CONSTRAINT event_queue_endpoint_fkey FOREIGN KEY (tenant_id, endpoint_id)
        REFERENCES webhook_endpoint (tenant_id, id) ON DELETE CASCADE,
    ADD CONSTRAINT event_queue_kind CHECK (num_nonnulls(event_id, endpoint_id) = 1);
ALTER TABLE webhook_endpoint FORCE ROW LEVEL SECURITY;
ALTER TABLE event_queue FORCE ROW LEVEL SECURITY;
DROP INDEX event_queue_due_idx;
CREATE INDEX event_queue_event_due_idx ON event_queue (due_at) WHERE event_id IS NOT NULL;
CREATE INDEX event_queue_endpoint_due_idx ON event_queue (due_at) WHERE endpoint_id IS NOT NULL AND slow_since IS NULL;
CREATE INDEX event_queue_slow_due_idx ON event_queue (due_at) WHERE endpoint_id IS NOT NULL AND slow_since IS NOT NULL;

ALTER TABLE platform_secret ADD COLUMN expiry_told_at timestamptz;
CREATE INDEX platform_secret_expiry_idx ON platform_secret (tenant_id, expires_at)
    WHERE expires_at IS NOT NULL AND expiry_told_at IS NULL AND disabled_at IS NULL;

-- A sandbox that moves its clock moves what waits by it: a retry due in an hour comes at once where the clock goes an hour ahead.
CREATE FUNCTION move_queues_with_clock() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE delivery_queue SET due_at = due_at - (NEW.clock_offset - OLD.clock_offset) WHERE tenant_id = NEW.id;
    UPDATE event_queue SET due_at = due_at - (NEW.clock_offset - OLD.clock_offset),
        paused_until = paused_until - (NEW.clock_offset - OLD.clock_offset)
    WHERE tenant_id = NEW.id AND endpoint_id IS NOT NULL AND lease IS NULL AND due_at < 'infinity';
    RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION move_queues_with_clock() FROM PUBLIC;
CREATE TRIGGER tenant_clock_moved AFTER UPDATE OF clock_offset ON tenant
    FOR EACH ROW WHEN (OLD.clock_offset IS DISTINCT FROM NEW.clock_offset) EXECUTE FUNCTION move_queues_with_clock();

ALTER TABLE webhook_old_secret ENABLE ROW LEVEL SECURITY;
ALTER TABLE webhook_old_secret FORCE ROW LEVEL SECURITY;
CREATE POLICY webhook_old_secret_wall ON webhook_old_secret
    USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

ALTER TABLE delivery ENABLE ROW LEVEL SECURITY;
ALTER TABLE delivery FORCE ROW LEVEL SECURITY;
CREATE POLICY delivery_wall ON delivery
    USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

ALTER TABLE delivery_attempt ENABLE ROW LEVEL SECURITY;
ALTER TABLE delivery_attempt FORCE ROW LEVEL SECURITY;
CREATE POLICY delivery_attempt_wall ON delivery_attempt
    USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

ALTER TABLE delivery_queue ENABLE ROW LEVEL SECURITY;
ALTER TABLE delivery_queue FORCE ROW LEVEL SECURITY;
CREATE POLICY delivery_queue_wall ON delivery_queue
    USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT, INSERT, DELETE ON webhook_old_secret TO symbolon_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON delivery TO symbolon_app;
GRANT SELECT, INSERT ON delivery_attempt TO symbolon_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON delivery_queue TO symbolon_app;
GRANT SELECT, UPDATE, DELETE ON event_queue TO symbolon_app;
