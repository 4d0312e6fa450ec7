import Dialects
import Model
import OAuth
import Secrets
import Storage

/// A token as presented, ready to be looked for.
struct PresentedToken: Sendable {
    private let candidates: CandidateHashes
    private let personalCandidates: CandidateHashes?
    private let site: TenantSite

    init(_ token: PlainSecret, at site: TenantSite, keys: KeyRing) throws {
        let tenant = site.tenant.id.rawValue
        self.site = site
        candidates = try keys.candidates(token, as: .accessToken, tenant: tenant)
        personalCandidates =
            site.dialect.rules.personalAccessTokenRoles.isEmpty ? nil : try keys.candidates(token, as: .personalAccessToken, tenant: tenant)
    }

    var hashes: [TokenHash] { get throws { try candidates.all() } }

    /// The token from memory, if it is good as of that moment. `nil` is for a transaction to look into.
    func find(in live: LiveReads, at moment: Moment) async throws -> VerifiedToken? {
        try await live.token(candidates, personal: personalCandidates, secretMustLive: site.dialect.rules.tokensEndWithSecret, at: moment)
            .map(VerifiedToken.init)
    }

    /// Lets memory know the token, if it is one a platform was given and good. Tells on another thread.
    func fill(in live: LiveReads, at moment: Moment, then: @escaping @Sendable () -> Void) {
        live.fillToken(candidates, secretMustLive: site.dialect.rules.tokensEndWithSecret, at: moment, then: then)
    }

    /// The same from memory alone. `nil`: it takes longer.
    func recall(in live: LiveReads, at moment: Moment) throws -> VerifiedToken? {
        try live.recallToken(candidates, personal: personalCandidates, at: moment).map(VerifiedToken.init)
    }

    /// The token a platform was given, if it is good.
    func granted(in stores: Stores) throws -> AccessToken? {
        try stores.accessTokens.findLive(hashes, secretMustLive: site.dialect.rules.tokensEndWithSecret)
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
        guard let refused = try stores.accessTokens.refused(hashes, secretMustLive: site.dialect.rules.tokensEndWithSecret) else {
            let isPersonal = try personalCandidates.map { try stores.personalAccessTokens.exists($0.all()) } ?? false
            return .invalidToken(isPersonal ? .personalTokenRefused : .accessTokenUnknown)
        }
        let wasReset = site.dialect.rules.passwordChangeEndsTokens && refused.note == SetPassword.revocationReason
        return .invalidToken(
            wasReset && refused.reason == .accessTokenRevoked ? .passwordWasReset : refused.reason, refused.facts,
            cause: wasReset ? .passwordWasReset : nil)
    }
}

extension VerifiedToken {
    fileprivate init(_ token: LiveToken) {
        switch token {
        case .granted(let token): self = .granted(token)
        case .personal(let token): self = .personal(token)
        }
    }
}
