import Foundation
import Model
import Postgres

/// A personal token with everything it depends on.
struct PersonalTokenSnapshot: Snapshot {
    let header: SnapshotHeader
    let token: PersonalAccessToken
    let membershipKey: UUID

    var expiresAt: Date? { token.expiresAt }

    static func query(_ tenant: Tenant.ID, _ hashes: [TokenHash]) -> SQL {
        """
        SELECT \(SnapshotHeader.columns(hash: "token.token_hash")), \(PersonalAccessToken.columns),
            md5(membership.account_id::text || membership.user_id::text)::uuid AS membership_key
        \(PersonalAccessTokenStore.sources)
        JOIN registry.tenant_revision AS revision ON revision.tenant_id = token.tenant_id
        WHERE token.tenant_id = \(tenant) AND token.token_hash = ANY(\(hashes)) AND \(PersonalAccessTokenStore.isWhole)
        """
    }

    init(row: Row) throws(PostgresError) {
        header = try SnapshotHeader(row: row)
        token = try PersonalAccessToken(row: row)
        membershipKey = try row["membership_key"]
    }

    func entry(_ table: inout PartTable) -> MemoryEntry {
        ValueEntry(
            header.hash, token,
            parts: [
                table.part(token.account.id.rawValue, token.account), table.part(token.user.id.rawValue, token.user),
                table.part(membershipKey, token.roles),
            ], expiresAt: token.expiresAt)
    }
}
