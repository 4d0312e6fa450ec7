package import Foundation
package import Model
package import Postgres

/// Requests of the management API that must not be carried out twice.
package struct IdempotencyRecordStore {
    let session: Session
    let tenantID: Tenant.ID

    /// Takes the request on: `nil` when somebody has already. What is older than a day is forgotten; what was begun a minute ago and had no
    /// effect is taken over.
    package func claim(
        key: TokenHash, of adminKey: AdminKey.ID, request: TokenHash, attempt: UUID
    ) throws(PostgresError) -> UUID? {
        try session.value(
            """
            INSERT INTO idempotency_record (tenant_id, admin_key_id, key_hash, request_hash, attempt)
            VALUES (\(tenantID), \(adminKey), \(key), \(request), \(attempt))
            ON CONFLICT (tenant_id, admin_key_id, key_hash) DO UPDATE
            SET request_hash = excluded.request_hash, attempt = excluded.attempt, claimed_at = excluded.claimed_at, applied_at = NULL,
                answer = NULL
            WHERE idempotency_record.claimed_at < clock_timestamp() - interval '1 day'
                OR (
                    idempotency_record.applied_at IS NULL AND idempotency_record.claimed_at < clock_timestamp() - interval '1 minute'
                    AND idempotency_record.request_hash = excluded.request_hash
                )
            RETURNING id
            """)
    }

    /// What became of a request that was sent before.
    package func find(keys: [TokenHash], of adminKey: AdminKey.ID) throws(PostgresError) -> IdempotencyRecord? {
        try session.first(
            """
            SELECT id, request_hash, applied_at IS NOT NULL AS is_applied, answer,
                claimed_at > clock_timestamp() - interval '1 minute' AS is_fresh
            FROM idempotency_record
            WHERE tenant_id = \(tenantID) AND admin_key_id = \(adminKey) AND key_hash = ANY(\(keys))
                AND claimed_at > clock_timestamp() - interval '1 day'
            """)
    }

    /// Notes in the transaction that has the effect that there is one. `false` when somebody took the request over.
    package func apply(_ id: UUID, attempt: UUID) throws(PostgresError) -> Bool {
        try session.execute(
            """
            UPDATE idempotency_record SET applied_at = coalesce(applied_at, clock_timestamp())
            WHERE tenant_id = \(tenantID) AND id = \(id) AND attempt = \(attempt)
            """) == 1
    }

    /// Keeps the answer, sealed.
    package func finish(_ id: UUID, attempt: UUID, answer: [UInt8]) throws(PostgresError) {
        try session.execute(
            """
            UPDATE idempotency_record SET applied_at = coalesce(applied_at, clock_timestamp()), answer = \(answer)
            WHERE tenant_id = \(tenantID) AND id = \(id) AND attempt = \(attempt)
            """)
    }

    /// Forgets a request that had no effect, so that it may be mended and sent again under its key.
    package func release(_ id: UUID, attempt: UUID) throws(PostgresError) {
        try session.execute(
            """
            DELETE FROM idempotency_record
            WHERE tenant_id = \(tenantID) AND id = \(id) AND attempt = \(attempt) AND applied_at IS NULL
            """)
    }

    /// Removes a few that are older than a day.
    package func deleteExpired(limit: Int) throws(PostgresError) -> Int {
        try session.execute(
            """
            DELETE FROM idempotency_record
            WHERE tenant_id = \(tenantID) AND id = ANY(ARRAY(
                SELECT id FROM idempotency_record
                WHERE tenant_id = \(tenantID) AND claimed_at < now() - interval '1 day'
                ORDER BY claimed_at LIMIT \(limit) FOR UPDATE SKIP LOCKED
            ))
            """)
    }
}

/// What is kept of a request.
package struct IdempotencyRecord: Sendable, RowDecodable {
    package let id: UUID
    package let request: TokenHash
    /// Whether it had its effect.
    package let isApplied: Bool
    /// Begun less than a minute ago.
    package let isFresh: Bool
    /// Sealed.
    package let answer: [UInt8]?

    package init(row: Row) throws(PostgresError) {
        id = try row["id"]
        request = try row["request_hash"]
        isApplied = try row["is_applied"]
        isFresh = try row["is_fresh"]
        answer = try row["answer"]
    }
}
