package import Foundation
package import Model
package import Postgres

/// Keys of the management API. An operator's key has no tenant and is written with none set.
package struct AdminKeyStore {
    let session: Session

    package func insert(
        _ hash: TokenHash, tenant: Tenant.ID?, name: String, permissions: [AdminPermission], lifetime: Duration?, notAfter: Date? = nil
    ) throws(PostgresError) -> AdminKey {
        try session.one(
            """
            INSERT INTO admin_key (tenant_id, name, key_hash, permissions, expires_at)
            VALUES (\(tenant), \(name), \(hash), \(permissions.map(\.description)), least(clock_timestamp() + \(lifetime), \(notAfter)))
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

    package func find(_ id: AdminKey.ID) throws(PostgresError) -> AdminKey? {
        try session.first("SELECT \(AdminKey.columns) FROM admin_key WHERE id = \(id)")
    }

    /// The keys of one tenant, the newest first, at most `limit`, after a place in that order.
    package func page(tenant: Tenant.ID, after place: PagePlace?, limit: Int) throws(PostgresError) -> [AdminKey] {
        try session.all(
            """
            SELECT \(AdminKey.columns) FROM admin_key
            WHERE tenant_id = \(tenant) AND (\(place?.time) IS NULL OR (created_at, id) < (\(place?.time), \(place?.id)))
            ORDER BY created_at DESC, id DESC
            LIMIT \(limit)
            """)
    }

    /// A key of this tenant, locked for a change.
    package func lock(_ id: AdminKey.ID, tenant: Tenant.ID?) throws(PostgresError) -> AdminKey? {
        try session.first(
            """
            SELECT \(AdminKey.columns) FROM admin_key WHERE tenant_id IS NOT DISTINCT FROM \(tenant) AND id = \(id)
            FOR NO KEY UPDATE
            """)
    }

    /// Lets a live key end after so long, unless it ends before that anyway.
    package func shorten(_ id: AdminKey.ID, tenant: Tenant.ID?, to lifetime: Duration) throws(PostgresError) -> Bool {
        try session.execute(
            """
            UPDATE admin_key SET expires_at = least(expires_at, clock_timestamp() + \(lifetime))
            WHERE tenant_id IS NOT DISTINCT FROM \(tenant) AND id = \(id) AND revoked_at IS NULL
            """) == 1
    }

    /// Whether it is on record that the key was used within the last minute.
    package func isUseNoted(_ id: AdminKey.ID) throws(PostgresError) -> Bool {
        let isNoted: Bool? = try session.value(
            "SELECT last_used_at > clock_timestamp() - interval '1 minute' FROM admin_key WHERE id = \(id) AND last_used_at IS NOT NULL")
        return isNoted ?? false
    }

    /// Notes that a key was used, once a minute at most. `SKIP LOCKED`: nobody waits for it.
    package func touch(_ id: AdminKey.ID, tenant: Tenant.ID?) throws(PostgresError) {
        try session.execute(
            """
            UPDATE admin_key SET last_used_at = clock_timestamp()
            WHERE tenant_id IS NOT DISTINCT FROM \(tenant) AND id = (
                SELECT id FROM admin_key
                WHERE tenant_id IS NOT DISTINCT FROM \(tenant) AND id = \(id)
                    AND (last_used_at IS NULL OR last_used_at < clock_timestamp() - interval '1 minute')
                FOR NO KEY UPDATE SKIP LOCKED
            )
            """)
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
    static let columns: SQL = "id, tenant_id, name, permissions, created_at, expires_at, revoked_at, last_used_at"

    package init(row: Row) throws(PostgresError) {
        let permissions: [String] = try row["permissions"]
        try self.init(
            id: row["id"], tenantID: row["tenant_id"], name: row["name"],
            // One that a newer server knows allows nothing here.
            permissions: permissions.compactMap(AdminPermission.init), createdAt: row["created_at"], expiresAt: row["expires_at"],
            revokedAt: row["revoked_at"], lastUsedAt: row["last_used_at"])
    }
}
