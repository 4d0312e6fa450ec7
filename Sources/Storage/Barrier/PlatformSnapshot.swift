import Foundation
import Model
import Postgres

/// A platform by one of its secrets.
struct PlatformSnapshot: Snapshot {
    let header: SnapshotHeader
    let platform: Platform
    let secretID: UUID
    let expiresAt: Date?
    let notedAt: Date?

    static func query(_ tenant: Tenant.ID, _ hashes: [TokenHash]) -> SQL {
        """
        SELECT \(SnapshotHeader.columns(hash: "secret.secret_hash")), \(Platform.joinedColumns), secret.id AS secret_id,
            secret.expires_at AS secret_expires_at, secret.last_used_at
        FROM platform_secret AS secret
        JOIN platform ON platform.tenant_id = secret.tenant_id AND platform.id = secret.platform_id
        JOIN tenant ON tenant.id = secret.tenant_id
        JOIN registry.tenant_revision AS revision ON revision.tenant_id = secret.tenant_id
        WHERE secret.tenant_id = \(tenant) AND secret.secret_hash = ANY(\(hashes)) AND secret.disabled_at IS NULL
            AND platform.disabled_at IS NULL AND tenant.disabled_at IS NULL
        """
    }

    init(row: Row) throws(PostgresError) {
        header = try SnapshotHeader(row: row)
        platform = try Platform(row: row)
        secretID = try row["secret_id"]
        expiresAt = try row["secret_expires_at"]
        notedAt = try row["last_used_at"]
    }

    func entry(_ table: inout PartTable) -> MemoryEntry {
        CredentialEntry(
            header.hash, owner: platform, secretID: secretID, notedAt: notedAt,
            parts: [table.part(platform.id.rawValue, platform), table.mark(secretID)], expiresAt: expiresAt)
    }
}
