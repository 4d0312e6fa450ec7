SET row_security = off;
-- oldest-binary: 1
-- What happened, written in the transaction in which it happened.

CREATE TABLE event (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    type text NOT NULL,
    platform_id uuid,
    payload jsonb NOT NULL,
    occurred_at timestamptz NOT NULL DEFAULT tenant_now(),
    CONSTRAINT event_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT event_tenant_fkey FOREIGN KEY (tenant_id) REFERENCES tenant (id),
    CONSTRAINT event_platform_fkey FOREIGN KEY (tenant_id, platform_id) REFERENCES platform (tenant_id, id),
    CONSTRAINT event_type_shape CHECK (type ~ '^[a-z_]+\.[a-z_]+$'),
    CONSTRAINT event_payload_size CHECK (pg_column_size(payload) < 20000)
);
CREATE INDEX event_occurred_idx ON event (tenant_id, occurred_at);

-- A queue table: ids and times only, read by the worker across tenants.
CREATE TABLE event_queue (
    tenant_id uuid NOT NULL,
    event_id uuid NOT NULL,
    due_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT event_queue_pkey PRIMARY KEY (tenant_id, event_id),
    CONSTRAINT event_queue_event_fkey FOREIGN KEY (tenant_id, event_id) REFERENCES event (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX event_queue_due_idx ON event_queue (due_at);

-- Who did what. Append-only: the server's role may neither change nor delete a row.
CREATE TABLE audit_entry (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    occurred_at timestamptz NOT NULL DEFAULT tenant_now(),
    actor_kind text NOT NULL,
    actor_id text,
    action text NOT NULL,
    target_kind text,
    target_id text,
    detail jsonb NOT NULL DEFAULT '{}',
    source_address text,
    request_id text,
    CONSTRAINT audit_entry_pkey PRIMARY KEY (tenant_id, id),
    CONSTRAINT audit_entry_tenant_fkey FOREIGN KEY (tenant_id) REFERENCES tenant (id),
    CONSTRAINT audit_entry_actor_kind CHECK (actor_kind IN ('operator', 'user', 'platform', 'anonymous', 'server'))
);
CREATE INDEX audit_entry_occurred_idx ON audit_entry (tenant_id, occurred_at);

ALTER TABLE event ENABLE ROW LEVEL SECURITY;
ALTER TABLE event FORCE ROW LEVEL SECURITY;
CREATE POLICY event_wall ON event
    USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

ALTER TABLE audit_entry ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_entry FORCE ROW LEVEL SECURITY;
CREATE POLICY audit_entry_wall ON audit_entry
    USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT, INSERT ON event, audit_entry TO symbolon_app;

ALTER TABLE event_queue ENABLE ROW LEVEL SECURITY;
ALTER TABLE event_queue FORCE ROW LEVEL SECURITY;
CREATE POLICY event_queue_wall ON event_queue TO symbolon_app
    USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)
    WITH CHECK (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
CREATE POLICY event_queue_worker ON event_queue TO symbolon_worker USING (true) WITH CHECK (true);
GRANT INSERT ON event_queue TO symbolon_app;
GRANT SELECT, UPDATE, DELETE ON event_queue TO symbolon_worker;
