import Foundation
import Model
import Postgres

/// An access token with everything it depends on.
struct AccessTokenSnapshot: Snapshot {
    let header: SnapshotHeader
    let token: AccessToken
    let familyID: UUID?
    let parentGrantID: UUID?
    let secretID: UUID?
    let membershipKey: UUID?

    var expiresAt: Date? { token.expiresAt }

    /// The token with what is left of it. `nil`: nothing.
    func live(at now: Date) -> AccessToken? {
        guard let expiresAt else { return token }
        return expiresAt > now ? token.with(remaining: .seconds(expiresAt.timeIntervalSince(now))) : nil
    }

    static func query(_ tenant: Tenant.ID, _ hashes: [TokenHash], secretMustLive: Bool) -> SQL {
        """
        SELECT \(SnapshotHeader.columns(hash: "token.token_hash")), \(AccessToken.columns), token.family_id,
            token_family.parent_grant_id, CASE WHEN \(secretMustLive) THEN token.secret_id END AS secret_id,
            md5(membership.account_id::text || membership.user_id::text)::uuid AS membership_key
        \(AccessTokenStore.sources)
        JOIN registry.tenant_revision AS revision ON revision.tenant_id = token.tenant_id
        WHERE token.tenant_id = \(tenant) AND token.token_hash = ANY(\(hashes))
            AND \(AccessTokenStore.isWhole(secretMustLive: secretMustLive))
        """
    }

    init(row: Row) throws(PostgresError) {
        header = try SnapshotHeader(row: row)
        token = try AccessToken(row: row, remaining: nil)
        familyID = try row["family_id"]
        parentGrantID = try row["parent_grant_id"]
        secretID = try row["secret_id"]
        membershipKey = try row["membership_key"]
    }

    /// The entry that remembers it.
    func entry(_ table: inout PartTable) -> MemoryEntry {
        var parts: [MemoryPart] = [
            table.part(token.account.id.rawValue, token.account), table.part(token.platform.id.rawValue, token.platform),
        ]
        if let user = token.user { parts.append(table.part(user.id.rawValue, user)) }
        if let membershipKey { parts.append(table.part(membershipKey, token.roles)) }
        let grant = table.part(
            token.grantID.rawValue,
            GrantFacts(facts: token.facts, scopes: token.scopes),
            from: parts)
        var own: [MemoryPart] = [grant]
        if let familyID { own.append(table.mark(familyID)) }
        if let parentGrantID { own.append(table.mark(parentGrantID)) }
        if let secretID { own.append(table.mark(secretID)) }
        return TokenEntry(header.hash, token, grant: grant, parts: own)
    }
}
