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
                    content: .error(code: OAuthErrorCode.accessDenied.rawValue, description: "The user denied the request")))
        }
    }

    private func allow(
        _ request: SealedAuthorization, accountID: String, session: BrowserSession, at site: TenantSite, origin: RequestOrigin
    ) async throws -> Outcome {
        let rules = site.dialect.rules
        let code = try rules.codeFormat.generate()
        let hash = try engine.keys.hash(code, as: .authorizationCode, tenant: site.tenant.id.rawValue)
        return try await engine.storage.transaction(tenant: site.tenant.id) { stores in
            // Registered once is not registered still: both are looked at again in the transaction that makes the code.
            guard let platform = try stores.platforms.find(Platform.ID(rawValue: request.platformID)), platform.disabledAt == nil,
                platform.redirectURIs.contains(request.redirectURI)
            else { return .outdated }
            let memberships = try stores.memberships.live(user: session.user.id)
            guard let account = memberships.first(where: { $0.account.publicID == accountID })?.account else { return .notAMember }
            let grant = try stores.grants.findOrInsert(
                account: account.id, platform: platform.id, scopes: request.scopes, approvedBy: session.user.id)
            try stores.authorizationCodes.insert(
                hash, grant: grant, platform: platform.id, user: session.user.id, redirectURI: request.redirectURI,
                redirectURIWasSent: request.redirectURIWasSent, scopes: request.scopes, lifetime: rules.codeLifetime)
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
            let memberships = try stores.memberships.live(user: session.user.id)
            guard let account = memberships.first(where: { $0.account.publicID == accountID })?.account else { return .notAMember }
            if let grant = try stores.grants.revokeLive(platform: platform.id, account: account.id, by: .user) {
                try stores.recordDisconnection(
                    of: grant, account: account, platform: platform, reason: "disconnected_by_user", by: .user(session.user.id),
                    origin: origin)
            }
            return .disconnected(account: account.name, platform: platform.name)
        }
    }
}
