import Dialects
package import Model
import Storage

/// What a person does to a connection of their account, or to one of their own.
package struct ChangeConnection: Sendable {
    /// What is to be done.
    package enum Change: Sendable {
        /// Ends the grant.
        case revoke
        /// Ends every grant of the account and its users to the platform.
        case uninstall
        /// Ends one token; the grant with it, if none is left.
        case revokeToken(AccessToken.ID)
        /// Leaves the grant with these of its scopes.
        case narrow([String])
    }

    package enum Outcome: Sendable {
        case done(platform: String, account: String)
        /// There is no such live connection for this person to change.
        case gone
    }

    private let engine: Engine

    package init(engine: Engine) { self.engine = engine }

    package func callAsFunction(
        _ change: Change, of grantID: Grant.ID, session: BrowserSession, at site: TenantSite, origin: RequestOrigin
    ) async throws -> Outcome {
        // A platform's word let them in: they have not said themselves who they are.
        guard session.accountID == nil else { return .gone }
        return try await engine.storage.transaction(tenant: site.tenant.id) { stores in
            try Self.lock(grantID, for: change, stores)
            let accounts = try stores.memberships.live(user: session.user.id).map(\.account)
            guard let grant = try stores.grants.find(grantID), let account = accounts.first(where: { $0.id == grant.accountID }),
                grant.userID == nil || grant.userID == session.user.id, let platform = try stores.platforms.find(grant.platformID)
            else { return .gone }
            let changing = Changing(
                rules: site.dialect.rules, grant: grant, account: account, platform: platform, stores: stores, user: session.user.id,
                origin: origin)
            guard try changing.apply(change) else { return .gone }
            return .done(platform: platform.name, account: account.name)
        }
    }

    /// All that will be ended, in an order two people who end it at once share.
    private static func lock(_ id: Grant.ID, for change: Change, _ stores: Stores) throws {
        if case .uninstall = change, let grant = try stores.grants.find(id) {
            try stores.grants.lockAll(platform: grant.platformID, account: grant.accountID)
        } else {
            try stores.grants.lock(id)
        }
    }
}

/// A connection being changed in one transaction, its grant locked.
private struct Changing {
    let rules: Rules
    let grant: Grant
    let account: Account
    let platform: Platform
    let stores: Stores
    let user: User.ID
    let origin: RequestOrigin

    private var actor: AuditEntry.Actor { .user(user) }

    /// `false` when there was nothing to change.
    func apply(_ change: ChangeConnection.Change) throws -> Bool {
        switch change {
        case .revoke: try revoke(reason: "revoked_by_user")
        // Where people install for all, and see the single tokens; elsewhere nobody ends what is another's.
        case .uninstall: try rules.tokensAreListed && uninstall()
        case .revokeToken(let token): try rules.tokensAreListed && revoke(token)
        case .narrow(let scopes): try narrow(to: grant.scopes.filter(scopes.contains))
        }
    }

    private func revoke(reason: String) throws -> Bool {
        guard try stores.grants.revoke(grant.id, by: .user) else { return false }
        try stores.recordDisconnection(of: grant, account: account, platform: platform, reason: reason, by: actor, origin: origin)
        return true
    }

    private func uninstall() throws -> Bool {
        let ended = try stores.grants.revokeAll(platform: platform.id, account: account.id, by: .user)
        for id in ended {
            guard let grant = try stores.grants.find(id) else { continue }
            try stores.recordDisconnection(
                of: grant, account: account, platform: platform, reason: "uninstalled", by: actor, origin: origin)
        }
        return !ended.isEmpty
    }

    private func revoke(_ token: AccessToken.ID) throws -> Bool {
        guard try stores.accessTokens.revoke(token, grant: grant.id) else { return false }
        try stores.audit("access_token.revoked", by: actor, target: .init("grant", grant.id.description), origin: origin)
        if try !stores.connections.works(grant.id) { _ = try revoke(reason: "last_token_revoked") }
        return true
    }

    private func narrow(to scopes: [String]) throws -> Bool {
        // Nothing left to it would be an end, and ending has a button of its own.
        guard !scopes.isEmpty, scopes != grant.scopes, try stores.grants.narrow(grant.id, to: scopes, by: user) else { return false }
        // A code from before would bring back what was just taken.
        try stores.authorizationCodes.expireAll(grant: grant.id)
        try stores.tell(
            .grantScopesChanged, platform: platform, account: account, cause: try stores.cause(actor), ["scopes": .list(scopes)])
        try stores.audit(
            "grant.scopes_changed", by: actor, target: .init("grant", grant.id.description), detail: ["scopes": .list(scopes)],
            before: ["scopes": .list(grant.scopes)], after: ["scopes": .list(scopes)], origin: origin)
        return true
    }
}
