import Model
package import Postgres

/// The log of what a tenant's revisions changed, which memories of live tokens are brought up to date from.
package struct RevisionLogStore {
    let session: Session
    let tenantID: Tenant.ID

    /// How many go at once.
    package static let step = 500

    /// Deletes rows older than a quarter of an hour, at most `step`, and says how many. A memory as old as that is emptied instead.
    package func deleteOld() throws(PostgresError) -> Int {
        try session.execute(
            """
            DELETE FROM registry.tenant_revision_log WHERE tenant_id = \(tenantID) AND id = ANY(ARRAY(
                SELECT id FROM registry.tenant_revision_log WHERE tenant_id = \(tenantID) ORDER BY id LIMIT \(Self.step)
            )) AND raised_at < now() - interval '15 minutes'
            """)
    }
}
