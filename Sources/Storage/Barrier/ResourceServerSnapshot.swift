import Foundation
import Model
import Postgres

/// A resource server by one of its secrets.
struct ResourceServerSnapshot: Snapshot {
    let header: SnapshotHeader
    let server: ResourceServer
    let secretID: UUID
    let expiresAt: Date?
    let notedAt: Date?

    static func query(_ tenant: Tenant.ID, _ hashes: [TokenHash]) -> SQL {
        """
        SELECT \(SnapshotHeader.columns(hash: "secret.secret_hash")), \(ResourceServer.joinedColumns), secret.id AS secret_id,
            secret.expires_at AS secret_expires_at, least(resource_server.last_used_at, secret.last_used_at) AS noted_at
        FROM resource_server_secret AS secret
        JOIN resource_server ON resource_server.tenant_id = secret.tenant_id AND resource_server.id = secret.resource_server_id
        JOIN tenant ON tenant.id = secret.tenant_id
        JOIN registry.tenant_revision AS revision ON revision.tenant_id = secret.tenant_id
        WHERE secret.tenant_id = \(tenant) AND secret.secret_hash = ANY(\(hashes)) AND resource_server.disabled_at IS NULL
            AND tenant.disabled_at IS NULL
        """
    }

    init(row: Row) throws(PostgresError) {
        header = try SnapshotHeader(row: row)
        server = try ResourceServer(row: row)
        secretID = try row["secret_id"]
        expiresAt = try row["secret_expires_at"]
        notedAt = try row["noted_at"]
    }

    func entry(_ table: inout PartTable) -> MemoryEntry {
        CredentialEntry(
            header.hash, owner: server, secretID: secretID, notedAt: notedAt,
            parts: [table.part(server.id.rawValue, server), table.mark(secretID)], expiresAt: expiresAt)
    }
}
