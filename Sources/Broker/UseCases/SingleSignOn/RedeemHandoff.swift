package import Model
import OAuth
import Secrets
import Storage

/// Tells the storefront's back end, once, who came with a hand-off code.
package struct RedeemHandoff: Sendable {
    /// Who came, for which account, and what the platform wanted told.
    package struct Visitor: Sendable {
        package let user: User
        package let account: Account
        package let clientID: String
        /// JSON text.
        package let thirdPartyData: String?
    }

    private let engine: Engine

    package init(engine: Engine) { self.engine = engine }

    /// `key`: one of the management API, the tenant's or an operator's. Throws `OAuthError`.
    package func callAsFunction(
        _ code: PlainSecret, key: PlainSecret, at site: TenantSite, origin: RequestOrigin
    ) async throws -> Visitor {
        let engine = engine
        let keyHashes = try engine.keys.candidateHashes(key, as: .adminKey, tenant: nil)
        let hashes = try engine.keys.candidateHashes(code, as: .handoffCode, tenant: site.tenant.id.rawValue)
        return try await engine.storage.transaction(tenant: site.tenant.id) { stores in
            try stores.checkAdminKey(keyHashes, for: .write(.tokens))
            guard let used = try stores.ssoTokens.consumeHandoff(hashes) else {
                throw OAuthError(.invalidGrant, "the hand-off code is unknown, expired or used", .handoffCodeRefused, FailureFacts(.key))
            }
            let told = try used.sealedThirdPartyData.map {
                try engine.keys.open($0, context: SSOToken.envelopeContext(used.id, tenant: site.tenant.id))
            }
            try stores.audit(
                "sso_token.handed_off", by: .server, target: .init("user", used.user.id.description),
                detail: ["account_id": .string(used.account.publicID)], origin: origin)
            return Visitor(
                user: used.user, account: used.account, clientID: used.clientID,
                thirdPartyData: told.map { String(decoding: $0, as: UTF8.self) })
        }
    }
}
