package import Foundation
package import Model
package import Postgres

/// The one table that is read across tenants, through a login that may read nothing else: ids and times of what is to be done.
/// A claim lasts as long as its lease; what a killed process held is due again after it.
package struct WorkerQueue: Sendable {
    private let database: Database

    /// `database` logs in as `symbolon_worker`.
    package init(database: Database) { self.database = database }

    /// Events that are due, at most `limit`, the longest waiting first.
    package func claimEvents(limit: Int, lease: Duration) async throws -> [ClaimedEvent] {
        try await database.transaction { session in
            try session.all(
                """
                UPDATE event_queue SET due_at = clock_timestamp() + \(lease)
                FROM (
                    SELECT tenant_id AS due_tenant, id AS due_id FROM event_queue
                    WHERE event_id IS NOT NULL AND due_at <= now() ORDER BY due_at LIMIT \(limit) FOR UPDATE SKIP LOCKED
                ) AS due
                WHERE tenant_id = due_tenant AND id = due_id
                RETURNING tenant_id, event_id
                """)
        }
    }

    /// Endpoints with deliveries due, at most `limit`, the longest waiting first: those that answered in time, or those that did not.
    package func claimEndpoints(slow: Bool, limit: Int, lease: Duration) async throws -> [EndpointClaim] {
        let line: SQL = slow ? "slow_since IS NOT NULL" : "slow_since IS NULL"
        return try await database.transaction { session in
            try session.all(
                """
                UPDATE event_queue SET lease = gen_random_uuid(), due_at = clock_timestamp() + \(lease)
                FROM (
                    SELECT tenant_id AS due_tenant, id AS due_id FROM event_queue
                    WHERE endpoint_id IS NOT NULL AND \(line) AND due_at <= now()
                    ORDER BY due_at LIMIT \(limit) FOR UPDATE SKIP LOCKED
                ) AS due
                WHERE tenant_id = due_tenant AND id = due_id
                RETURNING tenant_id, endpoint_id, lease, slow_since IS NOT NULL AS is_slow
                """)
        }
    }

    /// How long the oldest work that nobody has taken has been due; zero where there is none.
    package func lag() async throws -> Duration {
        try await database.transaction { session in
            try session.value(
                "SELECT coalesce(max(now() - due_at) FILTER (WHERE due_at <= now()), interval '0') FROM event_queue") ?? .zero
        }
    }

    package func shutdown() async { await database.shutdown() }
}

/// An event to be given to its endpoints.
package struct ClaimedEvent: Sendable, RowDecodable {
    package let tenantID: Tenant.ID
    package let eventID: Event.ID

    package init(row: Row) throws(PostgresError) {
        tenantID = try row["tenant_id"]
        eventID = try row["event_id"]
    }
}

/// An endpoint that is ours until the lease ends.
package struct EndpointClaim: Sendable, RowDecodable {
    package let tenantID: Tenant.ID
    package let endpointID: WebhookEndpoint.ID
    package let lease: UUID
    package let isSlow: Bool

    package init(row: Row) throws(PostgresError) {
        tenantID = try row["tenant_id"]
        endpointID = try row["endpoint_id"]
        lease = try row["lease"]
        isSlow = try row["is_slow"]
    }
}
