import Dialects
import Foundation
package import Model
import OAuth
import Storage

/// Connects a platform to an account without anybody being asked in a browser: what a platform that acts by itself needs (RFC 6749 §4.4).
package struct InstallPlatform: Sendable {
    private let engine: Engine

    package init(engine: Engine) { self.engine = engine }

    /// With a user the grant is theirs, in that account; otherwise the account's. `approvedBy` is somebody of the account. People are named
    /// by their ids or addresses. Throws `InputError`.
    @discardableResult
    package func callAsFunction(
        _ clientID: String, account publicID: String, user: String? = nil, approvedBy approver: String, in tenant: Tenant,
        by actor: AuditEntry.Actor, origin: RequestOrigin = .local
    ) async throws -> Grant.ID {
        try await engine.storage.transaction(tenant: tenant.id) { stores in
            // Held, so that nobody deletes it or takes scopes from it meanwhile.
            guard let platform = try stores.platforms.find(clientID: clientID).flatMap({ try stores.platforms.hold($0.id) }) else {
                throw InputError("client_id", "there is no platform \(clientID)")
            }
            guard platform.grantTypes.contains(.clientCredentials) else {
                throw InputError("client_id", "\(clientID) does not act by itself: people connect it")
            }
            guard let account = try stores.accounts.hold(publicID: publicID), platform.isFor(account) else {
                throw InputError("account_id", "there is no account \(publicID) for this platform")
            }
            let approver = try Self.member(approver, field: "approved_by", of: account, stores)
            let user = try user.map { try Self.member($0, field: "user_id", of: account, stores) }
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
            return id
        }
    }

    private static func member(_ person: String, field: String, of account: Account, _ stores: Stores) throws -> User {
        let user =
            if let id = UUID(uuidString: person) {
                try stores.users.find(User.ID(rawValue: id))
            } else {
                try EmailAddress(person).flatMap { try stores.users.find($0) }
            }
        guard let user = try user.flatMap({ try stores.users.hold($0.id) }),
            try stores.memberships.live(user: user.id, account: account.publicID) != nil
        else {
            throw InputError(field, "\(person.prefix(254)) is not somebody of account \(account.publicID)")
        }
        return user
    }
}
