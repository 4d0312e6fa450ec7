package import Model
package import Postgres

/// Who did what. Append-only: the database refuses the server any change of a row.
package struct AuditEntryStore {
    let session: Session
    let tenantID: Tenant.ID

    package func insert(_ entry: AuditEntry, sourceAddress: String?, requestID: String?) throws(PostgresError) {
        let (actorKind, actorID) = Self.columns(of: entry.actor)
        try session.execute(
            """
            INSERT INTO audit_entry
                (tenant_id, actor_kind, actor_id, action, target_kind, target_id, detail, source_address, request_id)
            VALUES (\(tenantID), \(actorKind), \(actorID), \(entry.action), \(entry.target?.kind), \(entry.target?.id),
                \(try JSONText(encoding: entry.detail)), \(sourceAddress), \(requestID))
            """, rows: 1)
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
