package import Model
package import OAuth

/// An authorization request whose platform and redirect URI are known to be right.
package struct CheckedAuthorization: Sendable {
    package let platform: Platform
    package let redirectURI: String
    package let redirectURIWasSent: Bool
    package let scopes: [String]
    package let state: String?
    /// Whose the grant would be.
    package let tokenType: TokenType
    /// S256 (RFC 7636 §4.2).
    package let challenge: String?
    /// Whether the platform wants the person asked even where they allowed it before.
    package let insistsOnConsent: Bool
}

/// What is to be done about an authorization request.
package enum AuthorizationCheck: Sendable {
    case proceed(CheckedAuthorization)
    /// Back to the platform, whose redirect URI is trusted.
    case sendBack(AuthorizationReply)
    /// To the person: there is no trusted place to send them.
    case unknownPlatform
    case refuse(String)
}

/// What the platform gets through the person's browser (RFC 6749 §4.1.2).
package struct AuthorizationReply: Sendable {
    package enum Content: Sendable {
        case code(PlainSecret)
        case error(code: OAuthErrorCode, description: String)
    }

    package let redirectURI: String
    package let state: String?
    package let content: Content
}
