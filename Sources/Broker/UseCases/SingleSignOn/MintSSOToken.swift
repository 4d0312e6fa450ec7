import Dialects
import Foundation
package import Model
import OAuth
import Secrets
import Storage

/// Gives a platform a one-time token that signs somebody in at the vendor's storefront: with an account's token whom it names,
/// with a user's token that user (WIRE-CONTRACTS 2.6, 2.7).
package struct MintSSOToken: Sendable {
    /// As the dialect's wire form was read.
    package struct Request: Sendable {
        /// The only one that will do.
        package let tokenType: TokenType
        /// The address of the person; with an account's token only.
        package let userInput: String?
        /// A local path of the storefront.
        package let landingPage: String?
        /// JSON text, handed to the storefront as it is.
        package let thirdPartyData: [UInt8]?

        package init(tokenType: TokenType, userInput: String?, landingPage: String?, thirdPartyData: [UInt8]?) {
            self.tokenType = tokenType
            self.userInput = userInput
            self.landingPage = landingPage
            self.thirdPartyData = thirdPartyData
        }
    }

    private let engine: Engine

    package init(engine: Engine) { self.engine = engine }

    /// Throws `OAuthError`.
    package func callAsFunction(
        _ request: Request, token: PlainSecret, at site: TenantSite, origin: RequestOrigin
    ) async throws -> PlainSecret {
        let landingPage = try request.landingPage.map { try LandingPage.check($0) }
        let engine = engine
        let tenant = site.tenant.id.rawValue
        let presented = try PresentedToken(token, at: site, keys: engine.keys)
        let ssoToken = try site.dialect.rules.ssoTokenFormat.generate()
        let hash = try engine.keys.hash(ssoToken, as: .ssoToken, tenant: tenant)
        let id = SSOToken.ID(rawValue: try SecureRandom.uuid())
        let sealed = try request.thirdPartyData.map {
            try engine.keys.seal($0, context: SSOToken.envelopeContext(id, tenant: site.tenant.id))
        }
        try await engine.storage.transaction(tenant: site.tenant.id) { stores in
            let found = try presented.verify(request.tokenType, in: stores)
            let user = try found.calling {
                try UserProvisioning.check(found, rules: site.dialect.rules)
                return try found.user ?? named(request.userInput, by: found, stores, origin)
            }
            try stores.ssoTokens.insert(
                id, hash: hash,
                NewSSOToken(
                    accessTokenID: found.id, grantID: found.grantID, userID: user.id, landingPage: landingPage,
                    sealedThirdPartyData: sealed,
                    lifetime: site.tenant.settings.ssoTokenLifetime ?? site.dialect.rules.ssoTokenLifetime))
            try stores.audit(
                "sso_token.issued", by: .platform(found.platform.id), target: .init("user", user.id.description),
                detail: ["account_id": .string(found.account.publicID)], origin: origin)
        }
        return ssoToken
    }

    private func named(_ input: String?, by token: AccessToken, _ stores: Stores, _ origin: RequestOrigin) throws -> User {
        guard let input else { throw OAuthError.invalidRequest("the parameter user_input is missing or not a text") }
        return try UserProvisioning(stores: stores, platform: token.platform, origin: origin).user(named: input, in: token.account)
    }
}

extension SSOToken {
    /// What a platform wants told opens only in the row it was sealed for.
    static func envelopeContext(_ id: SSOToken.ID, tenant: Tenant.ID) -> EnvelopeContext {
        EnvelopeContext(table: "sso_token", column: "third_party_data_sealed", row: id.rawValue, tenant: tenant.rawValue)
    }
}
