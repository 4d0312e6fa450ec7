import Foundation
import Model
import Postgres

/// A key of the management API with the revision it was read at: its tenant's, or the operators'.
struct AdminKeySnapshot: RowDecodable, Sendable {
    let key: AdminKey
    let hash: TokenHash
    let revision: Revision

    static func query(_ tenant: Tenant.ID, _ hashes: [TokenHash]) -> SQL {
        """
        SELECT \(AdminKey.columns), key_hash, revision_number, revision_stamp
        FROM admin_key
        JOIN (
            SELECT tenant_id AS revision_of, number AS revision_number, stamp AS revision_stamp FROM registry.tenant_revision
        ) AS revision ON revision_of = coalesce(tenant_id, \(Tenant.ID.operators))
        WHERE key_hash = ANY(\(hashes)) AND revoked_at IS NULL AND (tenant_id IS NULL OR tenant_id = \(tenant))
        """
    }

    init(row: Row) throws(PostgresError) {
        key = try AdminKey(row: row)
        hash = try row["key_hash"]
        revision = try Revision(number: row["revision_number"], stamp: row["revision_stamp"])
    }

    func isGood(at databaseNow: Date) -> Bool { key.expiresAt.map { $0 > databaseNow } ?? true }

    func entry(_ table: inout PartTable) -> MemoryEntry {
        ValueEntry(hash, key, parts: [table.part(key.id.rawValue, key)], expiresAt: key.expiresAt)
    }
}
