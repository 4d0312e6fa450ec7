package import Model
package import Postgres

/// An audit entry column for column, as the database holds it, for the chain of seals.
package struct SealableEntry: Sendable {
    package let id: AuditEntry.ID
    /// `nil` when there is no such entry any more.
    package let columns: Columns?

    /// `jsonb` as PostgreSQL writes it, which is one text for one value.
    package struct Columns: Sendable {
        /// In microseconds since 1970; `nil` for a time without end, which no server writes.
        package let occurredAt: Int?
        package let actorKind: String
        package let actorID: String?
        package let action: String
        package let targetKind: String?
        package let targetID: String?
        package let detail: String
        package let before: String?
        package let after: String?
        package let sourceAddress: String?
        package let requestID: String?
    }

    static let columns: SQL = """
        entry.id IS NOT NULL AS is_there, CASE WHEN isfinite(occurred_at) THEN (extract(epoch FROM occurred_at) * 1000000)::bigint END AS occurred_at,
        actor_kind, actor_id, action, target_kind, target_id, detail, before, after,
        source_address, request_id
        """

    init(row: Row) throws(PostgresError) {
        id = try row["entry_id"]
        columns = try row["is_there"] ? Columns(row: row) : nil
    }
}

extension SealableEntry.Columns {
    init(row: Row) throws(PostgresError) {
        occurredAt = try row["occurred_at"]
        actorKind = try row["actor_kind"]
        actorID = try row["actor_id"]
        action = try row["action"]
        targetKind = try row["target_kind"]
        targetID = try row["target_id"]
        detail = try (row["detail"] as JSONText).text
        before = try (row["before"] as JSONText?)?.text
        after = try (row["after"] as JSONText?)?.text
        sourceAddress = try row["source_address"]
        requestID = try row["request_id"]
    }
}

/// An entry that waits to be sealed.
package struct WaitingEntry: Sendable, RowDecodable {
    /// The list of the queue that it is in. One list is whole or not there.
    package let listID: Int
    package let entry: SealableEntry
    /// It has a seal and was queued once more.
    package let isSealed: Bool

    package init(row: Row) throws(PostgresError) {
        listID = try row["list_id"]
        entry = try SealableEntry(row: row)
        isSealed = try row["is_sealed"]
    }
}

/// A seal and the entry it is of.
package struct SealedEntry: Sendable, RowDecodable {
    package let seal: AuditSeal
    package let entry: SealableEntry

    package init(row: Row) throws(PostgresError) {
        entry = try SealableEntry(row: row)
        seal = try AuditSeal(number: row["number"], entryID: entry.id, hash: row["hash"])
    }
}

/// An entry, and whether nothing knows of it: it has no seal and does not wait for one.
package struct KnownEntry: Sendable, RowDecodable {
    package let id: AuditEntry.ID
    package let isStray: Bool

    package init(row: Row) throws(PostgresError) {
        id = try row["id"]
        isStray = try row["is_stray"]
    }
}
