package import Model
package import Postgres

/// Reads what a tenant's chain of seals is checked by. Changes nothing. `OFFSET 0`: row by row, by an index.
package struct AuditProofStore {
    let session: Session
    let tenantID: Tenant.ID

    package func state() throws(PostgresError) -> AuditState {
        try session.one(
            """
            SELECT head.number, head.hash, batch.sealed_at, queue.waiting, queue.waiting_for, NOT EXISTS (
                    SELECT FROM audit_chain WHERE tenant_id = \(tenantID) AND older_done_at IS NOT NULL
                ) AS has_older
            FROM (
                SELECT coalesce(sum(cardinality(entry_ids)), 0) AS waiting,
                    coalesce(clock_timestamp() - min(queued_at), interval '0') AS waiting_for
                FROM audit_queue WHERE tenant_id = \(tenantID)
            ) AS queue
            LEFT JOIN (
                SELECT number, hash FROM audit_seal WHERE tenant_id = \(tenantID) ORDER BY number DESC LIMIT 1
            ) AS head ON true
            LEFT JOIN (
                SELECT sealed_at FROM audit_batch WHERE tenant_id = \(tenantID) ORDER BY last_number DESC LIMIT 1
            ) AS batch ON true
            """)
    }

    /// The next seals by number, up to one, each with its entry.
    package func seals(after number: Int, upTo last: Int, limit: Int) throws(PostgresError) -> [SealedEntry] {
        try session.all(
            """
            SELECT seal.number, seal.hash, seal.entry_id, \(SealableEntry.columns)
            FROM (
                SELECT number, hash, entry_id FROM audit_seal
                WHERE tenant_id = \(tenantID) AND number > \(number) AND number <= \(last) ORDER BY number LIMIT \(limit)
            ) AS seal
            LEFT JOIN LATERAL (
                SELECT * FROM audit_entry WHERE tenant_id = \(tenantID) AND id = seal.entry_id OFFSET 0
            ) AS entry ON true
            ORDER BY seal.number
            """)
    }

    package func lastBatch() throws(PostgresError) -> AuditBatch? {
        try session.first(
            """
            SELECT first_number, last_number, key_id, sealed_at, hash FROM audit_batch
            WHERE tenant_id = \(tenantID) ORDER BY last_number DESC LIMIT 1
            """)
    }

    /// The batches that end after a number and begin no later than another, in their order.
    package func batches(after number: Int, upTo last: Int) throws(PostgresError) -> [AuditBatch] {
        try session.all(
            """
            SELECT first_number, last_number, key_id, sealed_at, hash FROM audit_batch
            WHERE tenant_id = \(tenantID) AND last_number > \(number) AND first_number <= \(last) ORDER BY last_number
            """)
    }

    /// The next entries by id, and whether nothing knows of them.
    package func entries(after id: AuditEntry.ID?, limit: Int) throws(PostgresError) -> [KnownEntry] {
        try session.all(
            """
            SELECT page.id, queued.entry_id IS NULL
                AND NOT EXISTS (SELECT FROM audit_seal AS seal WHERE seal.tenant_id = \(tenantID) AND seal.entry_id = page.id OFFSET 0) AS is_stray
            FROM (
                SELECT id FROM audit_entry
                WHERE tenant_id = \(tenantID) AND id > coalesce(\(id), '00000000-0000-0000-0000-000000000000') ORDER BY id LIMIT \(limit)
            ) AS page
            LEFT JOIN (
                SELECT DISTINCT unnest(entry_ids) AS entry_id FROM audit_queue WHERE tenant_id = \(tenantID)
            ) AS queued ON queued.entry_id = page.id
            ORDER BY page.id
            """)
    }
}

extension AuditState: RowDecodable {
    package init(row: Row) throws(PostgresError) {
        let (number, hash): (Int?, [UInt8]?) = try (row["number"], row["hash"])
        try self.init(
            head: number.flatMap { number in hash.map { AuditHead(number: number, hash: $0) } }, sealedAt: row["sealed_at"],
            waiting: row["waiting"], waitingFor: row["waiting_for"], hasOlder: row["has_older"])
    }
}

extension AuditBatch: RowDecodable {
    package init(row: Row) throws(PostgresError) {
        let (first, last): (Int, Int) = try (row["first_number"], row["last_number"])
        guard first <= last else { throw .undecodable(column: "last_number", reason: "is before first_number") }
        try self.init(numbers: first...last, keyID: row["key_id"], sealedAt: row["sealed_at"], hash: row["hash"])
    }
}
