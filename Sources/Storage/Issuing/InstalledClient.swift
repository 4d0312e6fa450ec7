import Foundation
import Model
import Postgres

/// What a client that proved who it is may have, by itself, in one account it is installed in.
struct InstalledClient: Sendable {
    let platformID: UUID
    let secretID: UUID
    let generation: Int
    let grantID: UUID
    /// The account's own id, and the one on the wire.
    let accountID: UUID
    let publicID: String
    /// Of the grant, and of the platform.
    let scopes: [String]
    let platformScopes: [String]
    /// Until when the secret lives, and its use need not be put on record again. By the tenant's clock.
    let goodUntil: Date

    /// What it gets that asks for these scopes, or for none in particular. `nil`: not all of them are to be had.
    func scopes(asked: [String]) -> [String]? {
        let wanted = asked.isEmpty ? scopes : asked
        return wanted.allSatisfy { scopes.contains($0) && platformScopes.contains($0) } ? wanted : nil
    }
}

extension InstalledClient: RowDecodable {
    init(row: Row) throws(PostgresError) {
        platformID = try row["platform_id"]
        secretID = try row["secret_id"]
        generation = try row["generation"]
        grantID = try row["grant_id"]
        accountID = try row["account_id"]
        publicID = try row["public_id"]
        scopes = try row["grant_scopes"]
        platformScopes = try row["platform_scopes"]
        goodUntil = try row["good_until"]
    }
}

/// The same in memory.
final class InstalledClientEntry: MemoryEntry, @unchecked Sendable {
    let client: InstalledClient
    private let secret: Part<SecretUse>

    init(_ hash: TokenHash, _ client: InstalledClient, table: inout PartTable) {
        self.client = client
        secret = table.part(client.secretID, SecretUse())
        secret.value.goodUntil = max(secret.value.goodUntil, client.goodUntil)
        super.init(
            hash,
            parts: [secret, table.mark(client.platformID), table.mark(client.accountID), table.mark(client.grantID)], expiresAt: nil)
    }

    var goodUntil: Date { secret.value.goodUntil }
}

/// How long a secret can be used without anything to be written of it: the same for every account. Confined to the memory's lock.
final class SecretUse: @unchecked Sendable {
    var goodUntil = Date.distantPast
}
