import Foundation
package import Model
package import Postgres

/// Who did what. Append-only: the database refuses the server any change of a row.
package struct AuditEntryStore {
    let session: Session
    let tenantID: Tenant.ID
    let queued: QueueMark

    package func insert(_ entry: AuditEntry, sourceAddress: String?, requestID: String?) throws(PostgresError) {
        let (actorKind, actorID) = Self.columns(of: entry.actor)
        try session.execute(
            """
            INSERT INTO audit_entry
                (tenant_id, actor_kind, actor_id, action, target_kind, target_id, detail, before, after, source_address, request_id)
            VALUES (\(tenantID), \(actorKind), \(actorID), \(entry.action), \(entry.target?.kind), \(entry.target?.id),
                \(try JSONText(encoding: entry.detail)), \(try Self.json(entry.change.before)), \(try Self.json(entry.change.after)),
                \(sourceAddress), \(requestID))
            """, rows: 1)
        queued.hasAudited = true
    }

    private static func json(_ members: [String: EventValue]) throws(PostgresError) -> JSONText? {
        members.isEmpty ? nil : try JSONText(encoding: members)
    }

    package func find(_ id: AuditEntry.ID) throws(PostgresError) -> RecordedAuditEntry? {
        try session.first("\(selection) AND entry.id = \(id)")
    }

    /// The newest first, after a place in that order.
    package func newest(_ filter: AuditFilter, after place: PagePlace?, limit: Int) throws(PostgresError) -> [RecordedAuditEntry] {
        try session.all(
            """
            \(selection) AND \(Self.condition(filter))
                AND (\(place?.time) IS NULL OR (occurred_at, entry.id) < (\(place?.time), \(place?.id)))
            ORDER BY occurred_at DESC, entry.id DESC LIMIT \(limit)
            """)
    }

    /// The oldest first, after a place in that order.
    package func oldest(_ filter: AuditFilter, after place: PagePlace?, limit: Int) throws(PostgresError) -> [RecordedAuditEntry] {
        try session.all(
            """
            \(selection) AND \(Self.condition(filter))
                AND occurred_at >= coalesce(\(place?.time), '-infinity')
                AND (\(place?.time) IS NULL OR (occurred_at, entry.id) > (\(place?.time), \(place?.id)))
            ORDER BY occurred_at, entry.id LIMIT \(limit)
            """)
    }

    private var selection: SQL {
        """
        SELECT \(RecordedAuditEntry.columns) FROM audit_entry AS entry
        LEFT JOIN LATERAL (
            SELECT number FROM audit_seal WHERE tenant_id = \(tenantID) AND entry_id = entry.id OFFSET 0
        ) AS seal ON true
        WHERE entry.tenant_id = \(tenantID)
        """
    }

    // The bounds are of one column and never NULL, so that the index finds where to begin.
    private static func condition(_ filter: AuditFilter) -> SQL {
        """
        occurred_at >= coalesce(\(filter.since), '-infinity') AND occurred_at < coalesce(\(filter.until), 'infinity')
            AND (\(filter.actorKind) IS NULL OR actor_kind = \(filter.actorKind))
            AND (\(filter.actorID) IS NULL OR actor_id = \(filter.actorID))
            AND (\(filter.action) IS NULL OR action = \(filter.action))
            AND (\(filter.targetKind) IS NULL OR target_kind = \(filter.targetKind))
            AND (\(filter.targetID) IS NULL OR target_id = \(filter.targetID))
            AND (\(filter.requestID) IS NULL OR request_id = \(filter.requestID))
        """
    }

    private static func columns(of actor: AuditEntry.Actor) -> (kind: String, id: String?) {
        switch actor {
        case .operator(let name): ("operator", name)
        case .user(let id): ("user", id.description)
        case .platform(let id): ("platform", id.description)
        case .anonymous: ("anonymous", nil)
        case .server: ("server", nil)
        }
    }
}

extension RecordedAuditEntry: RowDecodable {
    static let columns: SQL = """
        entry.id, occurred_at, actor_kind, actor_id, action, target_kind, target_id, detail, before, after, source_address, request_id, number
        """

    package init(row: Row) throws(PostgresError) {
        let (before, after): (JSONText?, JSONText?) = try (row["before"], row["after"])
        try self.init(
            id: row["id"], occurredAt: row["occurred_at"], actorKind: row["actor_kind"], actorID: row["actor_id"], action: row["action"],
            targetKind: row["target_kind"], targetID: row["target_id"], detail: (row["detail"] as JSONText).members(),
            change: AuditEntry.Change(before: before?.members() ?? [:], after: after?.members() ?? [:]),
            sourceAddress: row["source_address"], requestID: row["request_id"], number: row["number"])
    }
}
