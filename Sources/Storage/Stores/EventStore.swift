import Foundation
package import Model
package import Postgres

/// The outbox: what happened, in the transaction in which it happened.
package struct EventStore {
    let session: Session
    let tenantID: Tenant.ID
    let queued: QueueMark

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
        queued.set()
    }

    /// Writes an event that only endpoints named afterwards hear of.
    package func insertUnqueued(_ event: Event) throws(PostgresError) -> RecordedEvent {
        try session.one(
            """
            INSERT INTO event (tenant_id, type, platform_id, payload)
            VALUES (\(tenantID), \(event.type), \(event.platformID), \(try JSONText(encoding: event.data)))
            RETURNING \(RecordedEvent.columns)
            """)
    }

    package func find(_ id: Event.ID) throws(PostgresError) -> RecordedEvent? {
        try session.first("SELECT \(RecordedEvent.columns) FROM event WHERE tenant_id = \(tenantID) AND id = \(id)")
    }

    /// In the order in which they happened.
    package func all() throws(PostgresError) -> [RecordedEvent] {
        try session.all("SELECT \(RecordedEvent.columns) FROM event WHERE tenant_id = \(tenantID) ORDER BY occurred_at, id")
    }

    /// The newest first; of one type, of one platform, and after a place in that order where these are given.
    package func page(
        type: String?, platform: Platform.ID?, after place: PagePlace?, limit: Int
    ) throws(PostgresError) -> [RecordedEvent] {
        try session.all(
            """
            SELECT \(RecordedEvent.columns) FROM event
            WHERE tenant_id = \(tenantID) AND (\(type) IS NULL OR type = \(type))
                AND (\(platform) IS NULL OR platform_id = \(platform))
                AND (\(place?.time) IS NULL OR (occurred_at, id) < (\(place?.time), \(place?.id)))
            ORDER BY occurred_at DESC, id DESC LIMIT \(limit)
            """)
    }
}

extension RecordedEvent: RowDecodable {
    static let columns: SQL = "id, type, platform_id, payload, occurred_at"

    package init(row: Row) throws(PostgresError) {
        try self.init(
            id: row["id"], type: row["type"], platformID: row["platform_id"], data: (row["payload"] as JSONText).members(),
            occurredAt: row["occurred_at"])
    }
}
