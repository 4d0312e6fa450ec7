import Dialects
import Model
import OAuth
import Secrets
import Storage

/// A token as presented, ready to be looked for.
struct PresentedToken: Sendable {
    private let candidates: CandidateHashes
    private let personalCandidates: CandidateHashes?
    private let rules: Rules

    init(_ token: PlainSecret, at site: TenantSite, keys: KeyRing) throws {
        let tenant = site.tenant.id.rawValue
        rules = site.dialect.rules
        candidates = try keys.candidates(token, as: .accessToken, tenant: tenant)
        personalCandidates =
            rules.personalAccessTokenRoles.isEmpty ? nil : try keys.candidates(token, as: .personalAccessToken, tenant: tenant)
    }

    var hashes: [TokenHash] { get throws { try candidates.all() } }

    /// The token from memory, if it is good as of that moment. `nil` is for a transaction to look into.
    func find(in live: LiveReads, at moment: Moment) async throws -> VerifiedToken? {
        switch try await live.token(candidates, personal: personalCandidates, secretMustLive: rules.tokensEndWithSecret, at: moment) {
        case .granted(let token): .granted(token)
        case .personal(let token): .personal(token)
        case nil: nil
        }
    }

    /// The token a platform was given, if it is good.
    func granted(in stores: Stores) throws -> AccessToken? {
        try stores.accessTokens.findLive(hashes, secretMustLive: rules.tokensEndWithSecret)
    }

    /// The token, if it is good.
    func find(in stores: Stores) throws -> VerifiedToken? {
        if let token = try granted(in: stores) { return .granted(token) }
        guard let personalCandidates else { return nil }
        return try stores.personalAccessTokens.findLive(personalCandidates.all()).map(VerifiedToken.personal)
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
            throw OAuthError(.unauthorizedClient, "this needs a \(tokenType.rawValue) token", .wrongTokenType)
                .called(by: token.platform, as: .bearer)
        }
        return token
    }

    /// `invalid_token` for one that is not good, with what is known of it.
    func refusal(in stores: Stores) throws -> OAuthError {
        guard let refused = try stores.accessTokens.refused(hashes, secretMustLive: rules.tokensEndWithSecret) else {
            let isPersonal = try personalCandidates.map { try stores.personalAccessTokens.exists($0.all()) } ?? false
            return .invalidToken(isPersonal ? .personalTokenRefused : .accessTokenUnknown)
        }
        let wasReset = rules.passwordChangeEndsTokens && refused.note == SetPassword.revocationReason
        return .invalidToken(
            wasReset && refused.reason == .accessTokenRevoked ? .passwordWasReset : refused.reason, refused.facts,
            cause: wasReset ? .passwordWasReset : nil)
    }
}
