import Dialects
package import Model
import OAuth
import Secrets
import Storage

/// Signs the person in whom an SSO token names, once, and sends them on to the storefront (WIRE-CONTRACTS 2.8).
package struct RedeemSSOToken: Sendable {
    /// What came of it.
    package enum Outcome: Sendable {
        case signedIn(Arrival)
        /// Unknown, used, expired, or somebody it depends on is gone: one answer for all.
        case refused
    }

    /// Somebody who was signed in.
    package struct Arrival: Sendable {
        /// The secret of the session's cookie.
        package let session: PlainSecret
        package let user: User
        package let account: Account
        /// Where to go on. `nil`: the tenant has no storefront.
        package let location: String?
    }

    /// For the one request of the storefront's back end that follows at once.
    static let handoffLifetime = Duration.seconds(60)

    private let engine: Engine

    package init(engine: Engine) { self.engine = engine }

    package func callAsFunction(_ token: PlainSecret, at site: TenantSite, origin: RequestOrigin) async throws -> Outcome {
        let tenant = site.tenant.id
        let hashes = try engine.keys.candidateHashes(token, as: .ssoToken, tenant: tenant.rawValue)
        let session = PlainSecret(try SecureRandom.base64URL(bytes: 32))
        let sessionHash = try engine.keys.hash(session, as: .browserSession, tenant: tenant.rawValue)
        let handoff = PlainSecret(try SecureRandom.base64URL(bytes: 32))
        let handoffHash = try engine.keys.hash(handoff, as: .handoffCode, tenant: tenant.rawValue)
        return try await engine.storage.transaction(tenant: tenant) { stores in
            guard let used = try stores.ssoTokens.consume(hashes) else { return .refused }
            try stores.browserSessions.insert(sessionHash, user: used.user.id, account: used.account.id, lifetime: SignIn.sessionLifetime)
            var location: String?
            if let storefront = site.tenant.settings.storefrontURL {
                try stores.ssoTokens.setHandoff(handoffHash, of: used.id, lifetime: Self.handoffLifetime)
                location = LandingPage.address(used.landingPage, of: storefront, adding: (LandingPage.handoffParameter, handoff.value))
            }
            try stores.events.insert(
                Event(
                    .ssoRedeemed, platform: used.platformID,
                    data: [
                        "client_id": .string(used.clientID), "account_id": .string(used.account.publicID), "user": .string(used.user.email),
                    ].merging(EventCause.user(used.user).members) { given, _ in given }))
            try stores.audit("sso_token.redeemed", by: .user(used.user.id), target: .init("platform", used.clientID), origin: origin)
            return .signedIn(Arrival(session: session, user: used.user, account: used.account, location: location))
        }
    }
}
