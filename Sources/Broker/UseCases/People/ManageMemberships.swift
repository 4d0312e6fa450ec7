package import Model
import Storage

/// Who is in which account, by ids.
package struct ManageMemberships: Sendable {
    private let engine: Engine

    package init(engine: Engine) { self.engine = engine }

    /// The newest first, at most `limit`, after a place in that order. Throws `InputError`.
    package func page(
        accountID: String?, user: User.ID?, after place: PagePlace? = nil, limit: Int, in tenant: Tenant
    ) async throws -> [MembershipRecord] {
        try await engine.storage.transaction(tenant: tenant.id) { stores in
            try stores.memberships.page(account: try stores.accountID(accountID), user: user, after: place, limit: limit)
        }
    }

    /// Throws `NotFound`.
    package func find(account publicID: String, user: User.ID, in tenant: Tenant) async throws -> MembershipRecord {
        try await engine.storage.transaction(tenant: tenant.id) { stores in
            guard let account = try stores.accounts.find(publicID: publicID),
                let found = try stores.memberships.find(account: account.id, user: user)
            else { throw Self.unknown(publicID, user) }
            return found
        }
    }

    /// Puts the user into the account, or replaces the roles of one who is there. Throws `NotFound` and `InputError`.
    package func set(
        account publicID: String, user id: User.ID, roles: [String], precondition: Precondition<MembershipRecord>? = nil,
        in tenant: Tenant, by actor: AuditEntry.Actor, origin: RequestOrigin = .local
    ) async throws -> (membership: MembershipRecord, isNew: Bool) {
        let roles = try FieldCheck.roles(roles)
        return try await engine.storage.transaction(tenant: tenant.id) { stores in
            let (account, user) = try Self.lock(publicID, id, stores)
            let before = try stores.memberships.find(account: account.id, user: id)
            if precondition != nil, before == nil { throw Self.unknown(publicID, id) }
            if let before { try precondition?(before) }
            if let before, before.roles == roles { return (before, false) }
            try stores.memberships.upsert(account: account.id, user: id, roles: roles)
            try stores.reviewApprovals(of: user, account: account.id, reason: "role_lost", by: actor)
            try stores.audit(
                "membership.set", by: actor, target: .init("user", id.description),
                detail: ["account_id": .string(publicID)], before: before.map { ["roles": .list($0.roles)] } ?? [:],
                after: ["roles": .list(roles)], origin: origin)
            guard let now = try stores.memberships.find(account: account.id, user: id) else { throw Self.unknown(publicID, id) }
            return (now, before == nil)
        }
    }

    /// Takes the user out. Their own grants and personal access tokens in the account are good no longer. Throws `NotFound`.
    package func remove(
        account publicID: String, user id: User.ID, in tenant: Tenant, by actor: AuditEntry.Actor, origin: RequestOrigin = .local
    ) async throws {
        try await engine.storage.transaction(tenant: tenant.id) { stores in
            let (account, user) = try Self.lock(publicID, id, stores)
            guard try stores.memberships.delete(account: account.id, user: id) else { throw Self.unknown(publicID, id) }
            try stores.reviewApprovals(of: user, account: account.id, reason: "left", by: actor)
            try stores.audit(
                "membership.removed", by: actor, target: .init("user", id.description), detail: ["account_id": .string(publicID)],
                origin: origin)
        }
    }

    private static func lock(_ publicID: String, _ id: User.ID, _ stores: Stores) throws -> (Account, User) {
        guard let account = try stores.accounts.find(publicID: publicID) else { throw NotFound("account", publicID) }
        guard let user = try stores.users.lock(id) else { throw NotFound("user", id) }
        return (account, user)
    }

    private static func unknown(_ publicID: String, _ id: User.ID) -> NotFound { NotFound("membership", "\(publicID)/\(id)") }
}
