import Dialects
package import Model
import OAuth
import Secrets
import Storage

/// Takes a person's decision on what the consent page showed.
package struct DecideAuthorization: Sendable {
    /// What the person chose; accounts are named by their id on the wire.
    package enum Decision: Sendable {
        /// For the account with this id on the wire.
        case allow(accountID: String)
        case deny
        /// Ends what is connected now, for the whole account.
        case disconnect(accountID: String)
    }

    /// What is to be answered.
    package enum Outcome: Sendable {
        case reply(AuthorizationReply)
        case disconnected(account: String, platform: String)
        /// The form is not one this tenant made for this session, or what it was about is gone.
        case outdated
        /// The person is not, or no longer, in that account.
        case notAMember
    }

    private let engine: Engine

    package init(engine: Engine) { self.engine = engine }

    package func callAsFunction(
        _ decision: Decision, on sealedRequest: String, session: BrowserSession, at site: TenantSite, origin: RequestOrigin
    ) async throws -> Outcome {
        let tenant = site.tenant.id
        // A platform's word let them in: they have not said themselves who they are.
        guard session.accountID == nil else { return .notAMember }
        guard let request = SealedAuthorization.open(sealedRequest, by: engine.keys, tenant: tenant, session: session.id) else {
            return .outdated
        }
        switch decision {
        case .deny: return try await deny(request, session: session, tenant: tenant, origin: origin)
        case .allow(let accountID):
            return try await allow(request, accountID: accountID, session: session, at: site, origin: origin)
        case .disconnect(let accountID):
            return try await disconnect(request, accountID: accountID, session: session, tenant: tenant, origin: origin)
        }
    }

    /// The answer of a person who allowed all of this before and is not asked again; `nil` where they are to be asked.
    package func remembered(
        _ authorization: CheckedAuthorization, session: BrowserSession, at site: TenantSite, origin: RequestOrigin
    ) async throws -> AuthorizationReply? {
        // Whoever claims to be a public platform may be anybody (RFC 8252 §8.6).
        guard site.dialect.rules.consent == .remembered, authorization.tokenType == .user, !authorization.insistsOnConsent,
            !authorization.platform.isPublic, session.accountID == nil
        else { return nil }
        let accounts = try await engine.storage.transaction(tenant: site.tenant.id) { stores in
            try stores.grants.remembered(platform: authorization.platform, user: session.user.id, scopes: authorization.scopes)
        }
        guard accounts.count == 1 else { return nil }
        let outcome = try await allow(
            SealedAuthorization(authorization), accountID: accounts[0], session: session, at: site, origin: origin)
        guard case .reply(let reply) = outcome else { return nil }
        return reply
    }

    private func deny(
        _ request: SealedAuthorization, session: BrowserSession, tenant: Tenant.ID, origin: RequestOrigin
    ) async throws -> Outcome {
        try await engine.storage.transaction(tenant: tenant) { stores in
            guard let platform = try stores.platforms.find(Platform.ID(rawValue: request.platformID)), platform.disabledAt == nil else {
                return .outdated
            }
            try stores.audit(
                "authorization.denied", by: .user(session.user.id), target: .init("platform", platform.clientID), origin: origin)
            return .reply(
                AuthorizationReply(
                    redirectURI: request.redirectURI, state: request.state,
                    content: .error(code: .accessDenied, description: "The user denied the request")))
        }
    }

    private func allow(
        _ request: SealedAuthorization, accountID: String, session: BrowserSession, at site: TenantSite, origin: RequestOrigin
    ) async throws -> Outcome {
        let rules = site.dialect.rules
        let code = try rules.codeFormat.generate()
        let hash = try engine.keys.hash(code, as: .authorizationCode, tenant: site.tenant.id.rawValue)
        return try await engine.storage.transaction(tenant: site.tenant.id) { stores in
            // Registered once is not registered still: all is looked at again in the transaction that makes the code, and stays so until
            // it is made.
            guard let platform = try stores.platforms.hold(Platform.ID(rawValue: request.platformID)), platform.disabledAt == nil,
                platform.generation == request.generation, request.scopes.allSatisfy(platform.scopes.contains),
                RedirectChoice(platform: platform, rules: rules, isSandbox: site.tenant.isSandbox).allows(request.redirectURI)
            else { return .outdated }
            // Whoever ends everything of the person or the account waits for this to end, or came first and is seen: by the session.
            guard try stores.hold(session, account: accountID) else { return .outdated }
            guard let membership = try stores.memberships.live(user: session.user.id, account: accountID),
                platform.isFor(membership.account), rules.mayApprove(request.isForAccount ? .company : .user, with: membership.roles)
            else { return .notAMember }
            let account = membership.account
            let grant = try stores.grants.findOrInsert(
                account: account.id, platform: platform, user: request.isForAccount ? nil : session.user.id, scopes: request.scopes,
                approvedBy: session.user.id)
            try stores.authorizationCodes.insert(
                hash,
                NewAuthorizationCode(
                    grantID: grant, platform: platform, userID: session.user.id, redirectURI: request.redirectURI,
                    redirectURIWasSent: request.redirectURIWasSent, scopes: request.scopes, challenge: request.challenge,
                    lifetime: rules.codeLifetime))
            try stores.audit(
                "authorization.allowed", by: .user(session.user.id), target: .init("platform", platform.clientID),
                detail: ["account_id": .string(account.publicID), "grant_id": .string(grant.description)], origin: origin)
            return .reply(AuthorizationReply(redirectURI: request.redirectURI, state: request.state, content: .code(code)))
        }
    }

    private func disconnect(
        _ request: SealedAuthorization, accountID: String, session: BrowserSession, tenant: Tenant.ID, origin: RequestOrigin
    ) async throws -> Outcome {
        try await engine.storage.transaction(tenant: tenant) { stores in
            guard let platform = try stores.platforms.find(Platform.ID(rawValue: request.platformID)) else { return .outdated }
            guard let account = try stores.memberships.live(user: session.user.id, account: accountID)?.account else { return .notAMember }
            let ended = try stores.grants.revokeLive(
                platform: platform.id, account: account.id, user: request.isForAccount ? nil : session.user.id, by: .user)
            if let grant = try ended.flatMap({ try stores.grants.find($0) }) {
                try stores.recordDisconnection(
                    of: grant, account: account, platform: platform, reason: "disconnected_by_user", by: .user(session.user.id),
                    origin: origin)
            }
            return .disconnected(account: account.name, platform: platform.name)
        }
    }
}

extension Stores {
    /// Keeps a person and an account as they are until this transaction ends; `false` when the session has ended. Always the platform
    /// first, then the person, the account, and their grants.
    func hold(_ session: BrowserSession, account publicID: String) throws -> Bool {
        _ = try users.hold(session.user.id)
        _ = try accounts.hold(publicID: publicID)
        return try browserSessions.isLive(session.id)
    }
}
