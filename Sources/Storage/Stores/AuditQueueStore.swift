package import Model
package import Postgres

/// Which tenants have audit entries to seal.
package struct AuditQueueStore {
    let session: Session

    /// One round trip, a look behind each tenant's wall. Needs no tenant and leaves the transaction's own as it was.
    package func waiting() throws(PostgresError) -> [WaitingTenant] {
        try session.all("SELECT tenant_id, clock_timestamp() - waiting_since AS waiting_for FROM audit_waiting()")
    }
}

/// A tenant with something to seal.
package struct WaitingTenant: Sendable, RowDecodable {
    package let id: Tenant.ID
    /// For how long the oldest entry has; `nil` when only entries from before there were seals may wait.
    package let waitingFor: Duration?

    package init(row: Row) throws(PostgresError) {
        id = try row["tenant_id"]
        waitingFor = try row["waiting_for"]
    }
}
