package import Model
package import Postgres

/// The outbox: what happened, in the transaction in which it happened.
package struct EventStore {
    let session: Session
    let tenantID: Tenant.ID

    /// Writes the event and queues it, in the transaction in which it happened.
    package func insert(_ event: Event) throws(PostgresError) {
        try session.execute(
            """
            WITH written AS (
                INSERT INTO event (tenant_id, type, platform_id, payload)
                VALUES (\(tenantID), \(event.type), \(event.platformID), \(try JSONText(encoding: event.data)))
                RETURNING tenant_id, id
            )
            INSERT INTO event_queue (tenant_id, event_id) SELECT tenant_id, id FROM written
            """, rows: 1)
    }

    package func all() throws(PostgresError) -> [StoredEvent] {
        try session.all(
            "SELECT id, type, payload::text AS payload FROM event WHERE tenant_id = \(tenantID) ORDER BY occurred_at, id")
    }
}
