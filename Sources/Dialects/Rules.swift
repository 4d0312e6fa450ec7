package import Model
package import OAuth

/// What a dialect's grants, codes and tokens do. Every default is the RFC's, or the strictest of what the RFCs leave open.
package struct Rules: Sendable {
    // MARK: Who connects

    package var grantTypes: [GrantType] = [.authorizationCode]
    /// Whether a platform has one grant type for life, instead of any of those served.
    package var hasOneGrantTypePerPlatform = false
    package var allowsPublicPlatforms = false
    package var grantSubject = GrantSubject.account
    /// For whom a platform's own token acts (RFC 6749 §4.4).
    package var clientCredentialsSubject = TokenType.company
    /// The roles that may allow a platform for the whole account. Empty: anybody of the account may.
    package var accountApprovers: [String] = []
    /// The roles that register applications for their account. Empty: nobody does, the vendor registers them.
    package var applicationManagers: [String] = []
    /// The roles that may make tokens of their own. Empty: there are none.
    package var personalAccessTokenRoles: [String] = []
    /// Record types and what roles may do with them, where a scope is made of such actions.
    package var recordAccess: RecordAccess?

    // MARK: The authorization request

    package var responseType = ResponseType.code
    /// How a request names where to send the person back (RFC 6749 §3.1.2.3).
    package var redirectMatch = RedirectMatch.exact
    /// Whether every request must name it, even the only one.
    package var requiresRedirectURI = false
    /// How many redirect URIs a platform may register.
    package var maximumRedirectURIs = 50
    package var scopes = ScopeRule.fixed
    /// The only scopes there are. `nil`: any a platform registers.
    package var availableScopes: [String]?
    /// Other spellings of scopes that are accepted and never given out.
    package var scopeAliases: [String: String] = [:]
    package var consent = Consent.eachTime

    // MARK: Codes and tokens

    /// RFC 6749 §4.1.2 allows ten minutes at most.
    package var codeLifetime = Duration.seconds(60)
    package var accessTokenLifetime = TokenLifetime(.seconds(60 * 60))
    /// From one refresh to the next. `nil`: no refresh tokens.
    package var refreshTokenLifetime: TokenLifetime?
    /// However often it is refreshed (RFC 9700 §4.14.2). `nil`: no end.
    package var refreshFamilyLifetime: Duration?
    /// How long the refresh token before the present one is still answered: a lost response is survivable (DESIGN.md, data rule 7).
    package var refreshGrace = Duration.zero
    /// How often one family may be refreshed within an hour. `nil`: as often as one likes.
    package var maximumRefreshesAnHour: Int?
    /// What a used code does that comes again with everything else right (RFC 6749 §4.1.2).
    package var replayedCode = ReplayedCode.revokesTokens
    /// How many tokens of one grant may live.
    package var liveTokens = LiveTokens.many
    /// Whether a token ends with the platform secret that obtained it.
    package var tokensEndWithSecret = false
    /// Whether disabling a platform ends its tokens, instead of putting them to sleep.
    package var disablingEndsTokens = false
    /// Whether a new password ends the access tokens its owner obtained.
    package var passwordChangeEndsTokens = false
    /// Whether people see and end the tokens of a connection one by one.
    package var tokensAreListed = false
    package var ssoTokenLifetime = Duration.seconds(5 * 60)

    // MARK: Shapes

    package var codeFormat = TokenFormat.base64URL(bytes: 32)
    package var accessTokenFormat = TokenFormat.base64URL(bytes: 32)
    /// The access token made of its secret part and what it says in clear: nothing of that is ever read back. `nil`: the secret part alone.
    package var accessTokenText: (@Sendable (AccessTokenContent) -> String)?
    package var refreshTokenFormat = TokenFormat.base64URL(bytes: 32)
    package var ssoTokenFormat = TokenFormat.hex(bytes: 20)
    package var accountIDFormat = TokenFormat.hex(bytes: 16)

    package init() {}
}

extension Rules {
    /// Whose a grant is that a request with these scopes makes.
    package func tokenType(ofGrantWith scopes: [String], tenantRule: TokenType?) -> TokenType {
        switch grantSubject {
        case .account: .company
        case .user: .user
        case .accountWithScope(let scope): scopes.contains(scope) ? .company : .user
        case .tenantRule: tenantRule ?? .company
        }
    }
}
