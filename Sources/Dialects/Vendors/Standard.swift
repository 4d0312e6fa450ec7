import OAuth

extension Dialect {
    /// No vendor's: OAuth 2.0 as the RFCs and their security practice (RFC 9700) have it, for any SaaS.
    package static let standard = Dialect(
        name: "standard",
        endpoints: [
            .authorize("/oauth/authorize"),
            .token("/oauth/token"),
            .introspect("/oauth/introspect"),
            .revoke("/oauth/revoke"),
            .metadata("/.well-known/oauth-authorization-server"),
        ],
        wire: standardWire,
        rules: standardRules
    )

    private static var standardWire: Wire {
        var wire = Wire()
        wire.sendsIssuer = true
        wire.errorsCarryID = true
        return wire
    }

    private static var standardRules: Rules {
        var rules = Rules()
        rules.grantTypes = [.authorizationCode, .refreshToken, .clientCredentials]
        rules.allowsPublicPlatforms = true
        rules.grantSubject = .tenantRule
        rules.scopes = .requested
        rules.refreshTokenLifetime = TokenLifetime(.seconds(30 * 86_400))
        rules.refreshFamilyLifetime = .seconds(365 * 86_400)
        rules.refreshGrace = .seconds(30)
        return rules
    }
}
