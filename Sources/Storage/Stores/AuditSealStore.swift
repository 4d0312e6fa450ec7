package import Foundation
package import Model
package import Postgres

/// Extends a tenant's chain of seals.
package struct AuditSealStore {
    let session: Session
    let tenantID: Tenant.ID

    /// Makes the row that is locked, where there is none.
    package func begin() throws(PostgresError) {
        try session.execute("INSERT INTO audit_chain (tenant_id) VALUES (\(tenantID)) ON CONFLICT DO NOTHING")
    }

    /// Locks the chain to the end of the transaction. `nil` when somebody else extends it, or it was not begun.
    package func lock() throws(PostgresError) -> AuditChainLock? {
        try session.first(
            """
            SELECT older_done_at IS NULL AS has_older, clock_timestamp() AS locked_at FROM audit_chain
            WHERE tenant_id = \(tenantID) FOR NO KEY UPDATE SKIP LOCKED
            """)
    }

    /// Queues the next entries from before there was a queue. All of those were committed when the queue was made, so a walk in the order
    /// in which they happened misses none.
    /// `limit`: 500 at most, which is what a list holds.
    package func queueOlder(limit: Int) throws(PostgresError) {
        try session.execute(
            """
            WITH page AS (
                SELECT entry.id, entry.occurred_at FROM audit_entry AS entry
                JOIN audit_chain AS chain ON chain.tenant_id = \(tenantID)
                WHERE entry.tenant_id = \(tenantID) AND entry.occurred_at >= coalesce(older_occurred_at, '-infinity')
                    AND (older_id IS NULL OR (entry.occurred_at, entry.id) > (older_occurred_at, older_id))
                ORDER BY entry.occurred_at, entry.id LIMIT \(limit)
            ), queued AS (
                INSERT INTO audit_queue (tenant_id, entry_ids)
                SELECT \(tenantID), array_agg(id ORDER BY occurred_at, id) FROM page
                WHERE NOT EXISTS (SELECT FROM audit_seal AS seal WHERE seal.tenant_id = \(tenantID) AND seal.entry_id = page.id OFFSET 0)
                HAVING count(*) > 0
            ), last AS (SELECT id, occurred_at FROM page ORDER BY occurred_at DESC, id DESC LIMIT 1)
            UPDATE audit_chain SET
                older_occurred_at = coalesce((SELECT occurred_at FROM last), older_occurred_at),
                older_id = coalesce((SELECT id FROM last), older_id),
                older_done_at = CASE WHEN (SELECT count(*) FROM page) < \(limit) THEN clock_timestamp() END
            WHERE tenant_id = \(tenantID)
            """, rows: 1)
    }

    /// What waits, the longest waiting first: so many entries, with the rest of the last one's list. `OFFSET 0` keeps the planner from reading
    /// the whole log for it, whatever it guesses.
    package func waiting(limit: Int) throws(PostgresError) -> [WaitingEntry] {
        try session.all(
            """
            SELECT queue.id AS list_id, listed.entry_id, \(SealableEntry.columns), EXISTS (
                    SELECT FROM audit_seal AS seal WHERE seal.tenant_id = \(tenantID) AND seal.entry_id = listed.entry_id OFFSET 0
                ) AS is_sealed
            FROM (
                SELECT id, entry_ids, sum(cardinality(entry_ids)) OVER (ORDER BY id) - cardinality(entry_ids) AS preceding FROM (
                    SELECT id, entry_ids FROM audit_queue WHERE tenant_id = \(tenantID) ORDER BY id LIMIT \(limit)
                ) AS first
            ) AS queue
            CROSS JOIN LATERAL unnest(queue.entry_ids) WITH ORDINALITY AS listed (entry_id, place)
            LEFT JOIN LATERAL (
                SELECT * FROM audit_entry WHERE tenant_id = \(tenantID) AND id = listed.entry_id OFFSET 0
            ) AS entry ON true
            WHERE queue.preceding < \(limit)
            ORDER BY queue.id, listed.place
            """)
    }

    package func head() throws(PostgresError) -> AuditHead? {
        try session.first("SELECT number, hash FROM audit_seal WHERE tenant_id = \(tenantID) ORDER BY number DESC LIMIT 1")
    }

    /// Adds entries to the chain's end, and the batch they are. An entry that has a seal is refused by `audit_seal_entry_key`.
    package func append(_ seals: [AuditSeal], _ batch: AuditBatch) throws(PostgresError) {
        try session.execute(
            """
            WITH sealed AS (
                INSERT INTO audit_seal (tenant_id, number, entry_id, hash)
                SELECT \(tenantID), number, entry_id, hash
                FROM unnest(\(seals.map(\.number)), \(seals.map(\.entryID)), \(seals.map(\.hash))) AS seal (number, entry_id, hash)
            )
            INSERT INTO audit_batch (tenant_id, first_number, last_number, key_id, sealed_at, hash)
            VALUES (\(tenantID), \(batch.numbers.lowerBound), \(batch.numbers.upperBound), \(batch.keyID), \(batch.sealedAt), \(batch.hash))
            """, rows: 1)
    }

    /// Takes lists from the queue; returns how many.
    package func dequeue(_ lists: Set<Int>) throws(PostgresError) -> Int {
        // Joined, not compared with an array: that is gone through for each row there is.
        try session.execute(
            """
            DELETE FROM audit_queue USING unnest(\(lists.sorted())) AS sealed (id)
            WHERE audit_queue.tenant_id = \(tenantID) AND audit_queue.id = sealed.id
            """)
    }
}

/// A chain that is ours to the end of the transaction.
package struct AuditChainLock: Sendable, RowDecodable {
    /// Whether entries from before there was a queue are still to be queued.
    package let hasOlder: Bool
    /// The database's own clock.
    package let lockedAt: Date

    package init(row: Row) throws(PostgresError) {
        hasOlder = try row["has_older"]
        lockedAt = try row["locked_at"]
    }
}

extension AuditHead: RowDecodable {
    package init(row: Row) throws(PostgresError) { try self.init(number: row["number"], hash: row["hash"]) }
}
