import Dialects
package import Model
import OAuth
import Storage

/// Connects a platform to an account without anybody being asked in a browser: what a platform that acts by itself needs (RFC 6749 §4.4).
package struct InstallPlatform: Sendable {
    private let engine: Engine

    package init(engine: Engine) { self.engine = engine }

    /// With a user the grant is theirs, in that account; otherwise the account's. `approvedBy` is somebody of the account. Throws
    /// `InputError`.
    package func callAsFunction(
        _ clientID: String, account publicID: String, user: String? = nil, approvedBy approver: String, in tenant: Tenant,
        by actor: AuditEntry.Actor, origin: RequestOrigin = .local
    ) async throws {
        try await engine.storage.transaction(tenant: tenant.id) { stores in
            guard let platform = try stores.platforms.find(clientID: clientID) else {
                throw InputError("client-id", "there is no platform \(clientID)")
            }
            guard platform.grantTypes.contains(.clientCredentials) else {
                throw InputError("client-id", "\(clientID) does not act by itself: people connect it")
            }
            guard let account = try stores.accounts.find(publicID: publicID), platform.isFor(account) else {
                throw InputError("account", "there is no account \(publicID) for this platform")
            }
            let approver = try Self.member(approver, field: "approved-by", of: account, stores)
            let user = try user.map { try Self.member($0, field: "user", of: account, stores) }
            let id = try stores.grants.findOrInsert(
                account: account.id, platform: platform, user: user?.id, scopes: platform.scopes, approvedBy: approver.id)
            let isFirst = try stores.grants.connect(id, approvedBy: approver.id, at: try stores.clock.read(), scopes: platform.scopes)
            if isFirst, let grant = try stores.grants.find(id) {
                try stores.recordConnection(
                    of: grant, account: account, platform: platform, approver: approver, scopes: platform.scopes,
                    cause: try stores.cause(actor))
            }
            try stores.audit(
                "grant.installed", by: actor, target: .init("grant", id.description),
                detail: ["account_id": .string(account.publicID), "client_id": .string(clientID)], origin: origin)
        }
    }

    private static func member(_ email: String, field: String, of account: Account, _ stores: Stores) throws -> User {
        guard let address = EmailAddress(email), let user = try stores.users.find(address),
            try stores.memberships.live(user: user.id, account: account.publicID) != nil
        else { throw InputError(field, "\(email) is not somebody of account \(account.publicID)") }
        return user
    }
}
