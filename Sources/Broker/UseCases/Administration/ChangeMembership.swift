package import Model
import Storage

/// Puts a user into an account with roles, or takes them out.
package struct ChangeMembership: Sendable {
    private let engine: Engine

    package init(engine: Engine) { self.engine = engine }

    /// Replaces the roles of somebody who is in the account already. Throws `InputError`.
    package func join(
        email: String, account publicID: String, roles: [String], in tenant: Tenant, by actor: AuditEntry.Actor
    ) async throws {
        let roles = try FieldCheck.roles(roles)
        try await engine.storage.transaction(tenant: tenant.id) { stores in
            let (account, user) = try Self.find(email: email, account: publicID, in: stores)
            let former = try stores.memberships.live(user: user.id, account: publicID)?.roles
            try stores.memberships.upsert(account: account.id, user: user.id, roles: roles)
            try stores.reviewApprovals(of: user, account: account.id, reason: "role_lost", by: actor)
            try stores.audit(
                "membership.set", by: actor, target: .init("user", user.id.description),
                detail: ["account_id": .string(account.publicID), "roles": .list(roles)],
                before: former.map { ["roles": .list($0)] } ?? [:], after: ["roles": .list(roles)], origin: .local)
        }
    }

    /// Throws `InputError`.
    package func leave(email: String, account publicID: String, in tenant: Tenant, by actor: AuditEntry.Actor) async throws {
        try await engine.storage.transaction(tenant: tenant.id) { stores in
            let (account, user) = try Self.find(email: email, account: publicID, in: stores)
            guard try stores.memberships.delete(account: account.id, user: user.id) else {
                throw InputError("email", "\(email) is not in account \(publicID)")
            }
            try stores.reviewApprovals(of: user, account: account.id, reason: "left", by: actor)
            try stores.audit(
                "membership.removed", by: actor, target: .init("user", user.id.description),
                detail: ["account_id": .string(account.publicID)], origin: .local)
        }
    }

    private static func find(email: String, account publicID: String, in stores: Stores) throws -> (Account, User) {
        guard let account = try stores.accounts.find(publicID: publicID) else {
            throw InputError("account", "there is no account \(publicID)")
        }
        guard let address = EmailAddress(email), let user = try stores.users.find(address) else {
            throw InputError("email", "there is no user \(email)")
        }
        return (account, user)
    }
}
