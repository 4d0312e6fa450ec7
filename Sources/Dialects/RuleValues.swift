package import Foundation
package import Model

/// Whose a grant is.
package enum GrantSubject: Sendable, Hashable {
    case account
    case user
    /// The account's where this scope is asked for, the user's otherwise.
    case accountWithScope(String)
    /// As the tenant has set it; the account's if it has not.
    case tenantRule
}

/// Whether a request must say what it wants back (RFC 6749 §3.1.1).
package enum ResponseType: Sendable {
    /// `response_type=code`.
    case code
    /// Always a code, whatever is sent.
    case implied
}

/// Which redirect URI a request means.
package enum RedirectMatch: Sendable {
    /// The request names one of the registered URIs, byte for byte but for a loopback address's port.
    case exact
    /// The one registered URI; a request cannot name any.
    case registered
    /// The request names any address of a registered one's scheme, host and port.
    case sameOrigin
    /// The request names a registered URI or an address below it.
    case below
}

/// Where a grant's scopes come from.
package enum ScopeRule: Sendable {
    /// All that the platform registered; a request cannot name any.
    case fixed
    /// Those of the platform's that the request names, or all (RFC 6749 §3.3).
    case requested
    /// Those of the platform's that the request names, and it must.
    case required
}

/// Whether a person is asked again.
package enum Consent: Sendable {
    case eachTime
    /// Not while what they allowed is live.
    case remembered
}

/// What a replayed code does besides being refused.
package enum ReplayedCode: Sendable {
    case revokesTokens
    case isRefused
}

/// How many tokens of one grant work at a time.
package enum LiveTokens: Sendable {
    case many
    /// A new token replaces the old one in the same transaction.
    case one
    /// Of the account's grant, those that the last person obtained who allowed it.
    case ofLastApprover
}

/// How long tokens live, by whom they act for. `nil`: until revoked.
package struct TokenLifetime: Sendable, Hashable {
    package let company: Duration?
    package let user: Duration?

    package init(company: Duration?, user: Duration?) {
        self.company = company
        self.user = user
    }

    package init(_ lifetime: Duration?) { self.init(company: lifetime, user: lifetime) }

    package subscript(_ tokenType: TokenType) -> Duration? {
        switch tokenType {
        case .company: company
        case .user: user
        }
    }
}

/// The shape of a generated token or id: as many random bytes, so encoded.
package enum TokenFormat: Sendable, Hashable {
    case hex(bytes: Int)
    case base64URL(bytes: Int)
}

/// What the text of an access token can be made of.
package struct AccessTokenContent: Sendable {
    /// The part nobody can guess.
    package let secret: String
    package let platformName: String
    package let scopes: [String]
    package let tokenType: TokenType
    /// To the millisecond.
    package let issuedAt: Date
    package let expiresAt: Date?

    package init(secret: String, platformName: String, scopes: [String], tokenType: TokenType, issuedAt: Date, expiresAt: Date?) {
        self.secret = secret
        self.platformName = platformName
        self.scopes = scopes
        self.tokenType = tokenType
        self.issuedAt = issuedAt
        self.expiresAt = expiresAt
    }
}
