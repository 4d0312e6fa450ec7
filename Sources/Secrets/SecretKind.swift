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
    case resourceServerSecret = "resource-server"
    case browserSession = "session"
    case adminKey = "admin"
    /// Not secrets in themselves: the `Idempotency-Key` of a request of the management API, and the request.
    case idempotencyKey = "idempotency-key"
    case idempotentRequest = "idempotent-request"
    /// The link by which a webhook endpoint says that it wants to hear.
    case webhookVerification = "verification"
    /// Not a secret in itself: the address somebody typed to sign in, so that attempts are counted without keeping it.
    case signInSubject = "sign-in"
    /// Not secrets in themselves: the SHA-256 digests, in hexadecimal, by which another server knew what it gave out.
    case importedAccessToken = "imported-access"
    case importedRefreshToken = "imported-refresh"
    case importedClientSecret = "imported-secret"

    /// As what the digest of such a secret is kept, where another server gave it out. `nil`: such secrets are never taken over.
    package var imported: SecretKind? {
        switch self {
        case .accessToken: .importedAccessToken
        case .refreshToken: .importedRefreshToken
        case .clientSecret: .importedClientSecret
        default: nil
        }
    }
}
