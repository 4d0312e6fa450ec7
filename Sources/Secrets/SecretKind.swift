/// What a secret is for. It is part of every hash, so that a code is never a refresh token.
package enum SecretKind: String, Sendable, CaseIterable {
    case authorizationCode = "code"
    case accessToken = "access"
    case refreshToken = "refresh"
    case ssoToken = "sso"
    /// What a storefront redeems for the person an SSO token signed in.
    case handoffCode = "handoff"
    case personalAccessToken = "personal"
    case clientSecret = "secret"
    case browserSession = "session"
    case adminKey = "admin"
    /// The link by which a webhook endpoint says that it wants to hear.
    case webhookVerification = "verification"
    /// Not a secret in itself: the address somebody typed to sign in, so that attempts are counted without keeping it.
    case signInSubject = "sign-in"
}
