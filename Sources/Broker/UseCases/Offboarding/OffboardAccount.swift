import Dialects
package import Model
import Storage

/// Ends everything of an account, or the account itself.
package struct OffboardAccount: Sendable {
    private static let membersAtOnce = 1_000

    private let engine: Engine

    package init(engine: Engine) { self.engine = engine }

    /// What deleting it would end. Throws `NotFound`.
    package func preview(_ publicID: String, in tenant: Tenant) async throws -> Touched {
        try await engine.storage.transaction(tenant: tenant.id) { stores in
            guard let account = try stores.accounts.find(publicID: publicID) else { throw NotFound("account", publicID) }
            var touched = try stores.touchedGrants(of: .account(account.id))
            touched += try stores.touchedOutsideGrants(of: account)
            touched.memberships = try stores.holdings.memberships(account: account.id, user: nil)
            touched.platforms = try stores.holdings.platforms(account: account.id)
            touched.webhookEndpoints = try stores.holdings.webhookEndpoints(account: account.id, platform: nil)
            return touched
        }
    }

    /// Ends its grants with all their tokens, the personal access tokens in it and the sessions confined to it. It and its people stay.
    /// Throws `NotFound`.
    package func revoke(
        _ publicID: String, as revoker: Grant.Revoker = .operator, most: Int = .max, in tenant: Tenant, by actor: AuditEntry.Actor,
        origin: RequestOrigin = .local
    ) async throws -> Touched {
        let account = try await find(publicID, in: tenant)
        let ended = try await EndGrants(engine: engine)(
            .account(account.id), reason: "account_revoked", as: revoker, most: most, in: tenant, by: actor, origin: origin)
        return try await engine.storage.transaction(tenant: tenant.id) { stores in
            // Whoever is allowing something holds the account: here they are done, and what they made since the last batch ends too.
            guard let account = try stores.accounts.lock(publicID: publicID) else { throw NotFound("account", publicID) }
            var ended = ended
            while case let late = try stores.endGrants(
                of: .account(account.id), limit: EndGrants.batchSize, reason: "account_revoked", as: revoker, by: actor,
                origin: origin.withoutClaim), late.grants.number > 0
            { ended += late }
            let touched = try stores.endOutsideGrants(of: account, ended)
            try stores.audit(
                "account.revoked", by: actor, target: .init("account", publicID), detail: touched.detail, origin: origin)
            return touched
        }
    }

    /// Deletes the account for good: it sleeps at once, then all that hangs on it ends, its own applications go too, and everybody leaves it.
    /// Its id stays taken. Called again after a failure it goes on. Throws `NotFound`,
    /// and `Unfinished` once `most` grants have ended.
    package func delete(
        _ publicID: String, precondition: Precondition<Account>? = nil, as revoker: Grant.Revoker = .operator, most: Int = .max,
        in tenant: Tenant,
        by actor: AuditEntry.Actor, origin: RequestOrigin = .local
    ) async throws -> Touched {
        let unclaimed = RequestOrigin(address: origin.address, requestID: origin.requestID)
        let account = try await engine.storage.transaction(tenant: tenant.id) { stores in
            guard let account = try stores.accounts.lock(publicID: publicID) else { throw NotFound("account", publicID) }
            try precondition?(account)
            if account.disabledAt == nil {
                _ = try stores.accounts.setDisabled(true, publicID: publicID)
                try stores.audit("account.disabled", by: actor, target: .init("account", publicID), origin: unclaimed)
            }
            return account
        }
        var ended = try await EndGrants(engine: engine)(
            .account(account.id), reason: "account_deleted", as: revoker, most: most, in: tenant, by: actor, origin: origin)
        ended += try await endApplications(of: account, as: revoker, most: most, in: tenant, by: actor, origin: unclaimed)
        let all = ended
        return try await engine.storage.transaction(tenant: tenant.id) { stores in
            guard let account = try stores.accounts.lock(publicID: publicID) else { throw NotFound("account", publicID) }
            var touched = try stores.endOutsideGrants(of: account, all)
            while case let left = try stores.memberships.deleteAll(account: account.id, user: nil, limit: Self.membersAtOnce), left > 0 {
                touched.memberships += CappedCount(left)
            }
            _ = try stores.accounts.markDeleted(account.id)
            try stores.audit(
                "account.deleted", by: actor, target: .init("account", publicID), detail: touched.detail, origin: origin)
            return touched
        }
    }

    /// The account's own applications go with it.
    private func endApplications(
        of account: Account, as revoker: Grant.Revoker, most: Int, in tenant: Tenant, by actor: AuditEntry.Actor, origin: RequestOrigin
    ) async throws -> Touched {
        let applications = try await engine.storage.transaction(tenant: tenant.id) { stores in
            try stores.platforms.unfinished(ownedBy: account.id)
        }
        var touched = Touched()
        for platform in applications {
            do {
                touched += try await EndPlatform(engine: engine).delete(
                    platform.clientID, as: revoker, most: most, in: tenant, by: actor, origin: origin
                ).touched
                touched.platforms += 1
            } catch is NotFound {
                // Somebody else came to its end first.
            }
        }
        return touched
    }

    private func find(_ publicID: String, in tenant: Tenant) async throws -> Account {
        try await engine.storage.transaction(tenant: tenant.id) { stores in
            guard let account = try stores.accounts.find(publicID: publicID) else { throw NotFound("account", publicID) }
            return account
        }
    }
}

extension Stores {
    /// What lets somebody into an account besides its grants.
    fileprivate func touchedOutsideGrants(of account: Account) throws -> Touched {
        var touched = Touched()
        touched.personalAccessTokens = try holdings.personalAccessTokens(account: account.id, user: nil)
        touched.sessions = try holdings.sessions(account: account.id, user: nil)
        return touched
    }

    /// Ends that, and adds it up.
    fileprivate func endOutsideGrants(of account: Account, _ ended: Touched) throws -> Touched {
        var touched = ended
        touched += try touchedOutsideGrants(of: account)
        _ = try personalAccessTokens.revokeAll(account: account.id, user: nil)
        try browserSessions.endAll(confinedTo: account.id)
        return touched
    }
}
