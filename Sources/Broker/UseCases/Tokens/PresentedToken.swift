import Dialects
import Model
import OAuth
import Secrets
import Storage

/// A token as presented, ready to be looked for.
struct PresentedToken: Sendable {
    let hashes: [TokenHash]
    private let personalHashes: [TokenHash]?
    private let rules: Rules

    init(_ token: PlainSecret, at site: TenantSite, keys: KeyRing) throws {
        let tenant = site.tenant.id.rawValue
        rules = site.dialect.rules
        hashes = try keys.candidateHashes(token, as: .accessToken, tenant: tenant)
        personalHashes =
            rules.personalAccessTokenRoles.isEmpty ? nil : try keys.candidateHashes(token, as: .personalAccessToken, tenant: tenant)
    }

    /// The token a platform was given, if it is good.
    func granted(in stores: Stores) throws -> AccessToken? {
        try stores.accessTokens.findLive(hashes, secretMustLive: rules.tokensEndWithSecret)
    }

    /// The token, if it is good.
    func find(in stores: Stores) throws -> VerifiedToken? {
        if let token = try granted(in: stores) { return .granted(token) }
        guard let personalHashes else { return nil }
        return try stores.personalAccessTokens.findLive(personalHashes).map(VerifiedToken.personal)
    }

    /// Throws `invalid_token`, with the cause where a vendor tells it.
    func verify(in stores: Stores) throws -> VerifiedToken {
        if let token = try find(in: stores) { return token }
        throw try refusal(in: stores)
    }

    /// The same for what only a platform's token of this type may do. Throws `unauthorized_client` for another type.
    func verify(_ tokenType: TokenType, in stores: Stores) throws -> AccessToken {
        guard let token = try granted(in: stores) else { throw try refusal(in: stores) }
        guard token.tokenType == tokenType else {
            throw OAuthError(.unauthorizedClient, "this needs a \(tokenType.rawValue) token")
        }
        return token
    }

    private func refusal(in stores: Stores) throws -> OAuthError {
        let reason = rules.passwordChangeEndsTokens ? try stores.accessTokens.revocationReason(hashes) : nil
        return .invalidToken(detail: reason ?? "not live", cause: reason == SetPassword.revocationReason ? .passwordWasReset : nil)
    }
}
