package import OAuth

/// What a dialect's grants, codes and tokens do. Every default is the RFC's, or the strictest of what the RFCs leave open.
package struct Rules: Sendable {
    package var grantTypes: [GrantType] = [.authorizationCode]
    /// RFC 6749 §4.1.2 allows ten minutes at most.
    package var codeLifetime = Duration.seconds(60)
    /// `nil`: until revoked.
    package var accessTokenLifetime: Duration? = .seconds(60 * 60)
    /// How a request names where to send the person back (RFC 6749 §3.1.2.3).
    package var redirectMatch = RedirectMatch.exact
    /// How many redirect URIs a platform may register.
    package var maximumRedirectURIs = 50
    /// What a used code does that comes again with everything else right (RFC 6749 §4.1.2).
    package var replayedCode = ReplayedCode.revokesTokens
    /// How many tokens of one grant may live.
    package var liveTokens = LiveTokens.many
    package var codeFormat = TokenFormat.base64URL(bytes: 32)
    package var accessTokenFormat = TokenFormat.base64URL(bytes: 32)
    package var accountIDFormat = TokenFormat.hex(bytes: 16)

    package init() {}

    /// Which redirect URI a request means.
    package enum RedirectMatch: Sendable {
        /// The request names one of the registered URIs, byte for byte; the only one need not be named.
        case exact
        /// The one registered URI; a request cannot name any.
        case registered
    }

    /// What a replay does besides being refused.
    package enum ReplayedCode: Sendable {
        case revokesTokens
        case isRefused
    }

    /// How many tokens of one grant work at a time.
    package enum LiveTokens: Sendable {
        case many
        /// A new token replaces the old one in the same transaction.
        case one
    }
}

/// The shape of a generated token or id: as many random bytes, so encoded.
package enum TokenFormat: Sendable, Hashable {
    case hex(bytes: Int)
    case base64URL(bytes: Int)
}
