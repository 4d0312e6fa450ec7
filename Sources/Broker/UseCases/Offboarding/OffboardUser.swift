package import Model
import Storage

/// Ends everything that is a person's own, or the person. What they approved for an account is the account's and lives on.
package struct OffboardUser: Sendable {
    private static let membershipsAtOnce = 1_000

    private let engine: Engine

    package init(engine: Engine) { self.engine = engine }

    /// What deleting them would end. Throws `NotFound`.
    package func preview(_ id: User.ID, in tenant: Tenant) async throws -> Touched {
        try await engine.storage.transaction(tenant: tenant.id) { stores in
            guard let user = try stores.users.find(id) else { throw NotFound("user", id) }
            var touched = try stores.touchedGrants(of: .user(user.id))
            touched += try stores.touchedOutsideGrants(of: user)
            // Those of the grants above sign this person in as well.
            touched.ssoTokens = try stores.holdings.ssoTokens(of: .user(user.id))
            touched.memberships = try stores.holdings.memberships(account: nil, user: user.id)
            return touched
        }
    }

    /// Ends their own grants with all their tokens, their personal access tokens and sessions, and the SSO tokens and codes that were made
    /// for them and not used. They stay and can sign in again. Throws `NotFound`.
    package func revoke(
        _ id: User.ID, as revoker: Grant.Revoker = .operator, most: Int = .max, in tenant: Tenant, by actor: AuditEntry.Actor,
        origin: RequestOrigin = .local
    ) async throws -> Touched {
        var touched = try await engine.storage.transaction(tenant: tenant.id) { stores in
            guard let user = try stores.users.lock(id) else { throw NotFound("user", id) }
            return try stores.endOutsideGrants(of: user)
        }
        touched += try await EndGrants(engine: engine)(
            .user(id), reason: "user_revoked", as: revoker, most: most, in: tenant, by: actor, origin: origin)
        let all = touched
        return try await engine.storage.transaction(tenant: tenant.id) { stores in
            try stores.audit("user.revoked", by: actor, target: .init("user", id.description), detail: all.detail, origin: origin)
            return all
        }
    }

    /// Deletes them for good: they sleep at once, then all that is their own ends, they leave every account, and their address, name and
    /// password are forgotten. Called again after a failure it goes on. Throws `NotFound`,
    /// and `Unfinished` once `most` grants have ended.
    package func delete(
        _ id: User.ID, precondition: Precondition<User>? = nil, as revoker: Grant.Revoker = .operator, most: Int = .max, in tenant: Tenant,
        by actor: AuditEntry.Actor, origin: RequestOrigin = .local
    ) async throws -> Touched {
        let unclaimed = RequestOrigin(address: origin.address, requestID: origin.requestID)
        let user = try await engine.storage.transaction(tenant: tenant.id) { stores in
            guard let user = try stores.users.lock(id) else { throw NotFound("user", id) }
            try precondition?(user)
            if user.disabledAt == nil {
                _ = try stores.users.setDisabled(true, user: id)
                try stores.reviewApprovals(of: user, account: nil, reason: "deleted", by: actor)
                try stores.audit("user.disabled", by: actor, target: .init("user", id.description), origin: unclaimed)
            }
            return user
        }
        let grants = try await EndGrants(engine: engine)(
            .user(id), reason: "user_deleted", as: revoker, most: most, in: tenant, by: actor, origin: origin)
        return try await engine.storage.transaction(tenant: tenant.id) { stores in
            // First of all: it takes a stronger lock than whoever refers to the row.
            guard try stores.users.erase(id) else { throw NotFound("user", id) }
            var touched = try stores.endOutsideGrants(of: user)
            touched += grants
            while case let left = try stores.memberships.deleteAll(account: nil, user: id, limit: Self.membershipsAtOnce), left > 0 {
                touched.memberships += CappedCount(left)
            }
            try stores.audit("user.deleted", by: actor, target: .init("user", id.description), detail: touched.detail, origin: origin)
            return touched
        }
    }
}

extension Stores {
    fileprivate func touchedOutsideGrants(of user: User) throws -> Touched {
        var touched = Touched()
        touched.personalAccessTokens = try holdings.personalAccessTokens(account: nil, user: user.id)
        touched.sessions = try holdings.sessions(account: nil, user: user.id)
        touched.ssoTokens = try holdings.ssoTokens(of: .user(user.id))
        return touched
    }

    fileprivate func endOutsideGrants(of user: User) throws -> Touched {
        let touched = try touchedOutsideGrants(of: user)
        _ = try personalAccessTokens.revokeAll(account: nil, user: user.id)
        // Waits for whoever is using one up, so that the session they get is seen below.
        try ssoTokens.expireAll(user: user.id)
        try browserSessions.endAll(user: user.id)
        try authorizationCodes.expireAll(user: user.id)
        return touched
    }
}
