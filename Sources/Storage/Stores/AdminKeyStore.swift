import Foundation
package import Model
package import Postgres

/// Keys of the management API. An operator's key has no tenant and is written with none set.
package struct AdminKeyStore {
    let session: Session

    package func insert(_ hash: TokenHash, tenant: Tenant.ID?, name: String, lifetime: Duration?) throws(PostgresError) -> AdminKey {
        try session.one(
            """
            INSERT INTO admin_key (tenant_id, name, key_hash, expires_at)
            VALUES (\(tenant), \(name), \(hash), clock_timestamp() + \(lifetime))
            RETURNING \(AdminKey.columns)
            """)
    }

    /// The key, if it has neither expired nor been revoked.
    package func findLive(_ hashes: [TokenHash]) throws(PostgresError) -> AdminKey? {
        try session.first(
            """
            SELECT \(AdminKey.columns) FROM admin_key
            WHERE key_hash = ANY(\(hashes)) AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > clock_timestamp())
            """)
    }

    package func all() throws(PostgresError) -> [AdminKey] {
        try session.all("SELECT \(AdminKey.columns) FROM admin_key ORDER BY created_at, id")
    }

    /// `false` when there is no such key of this tenant (or of the operator), or it was revoked before.
    package func revoke(_ id: AdminKey.ID, tenant: Tenant.ID?) throws(PostgresError) -> Bool {
        try session.execute(
            """
            UPDATE admin_key SET revoked_at = clock_timestamp()
            WHERE tenant_id IS NOT DISTINCT FROM \(tenant) AND id = \(id) AND revoked_at IS NULL
            """) == 1
    }
}

extension AdminKey: RowDecodable {
    static let columns: SQL = "id, tenant_id, name, created_at, expires_at, revoked_at"

    package init(row: Row) throws(PostgresError) {
        try self.init(
            id: row["id"], tenantID: row["tenant_id"], name: row["name"], createdAt: row["created_at"], expiresAt: row["expires_at"],
            revokedAt: row["revoked_at"])
    }
}
