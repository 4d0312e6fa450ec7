import Dialects
import TestSupport

extension DialectCase {
    /// RFC 6749 with RFC 9700, 7662, 9207.
    static let standard = DialectCase(
        dialect: .standard,
        authorization: {
            "/oauth/authorize?response_type=code&client_id=\($0)&redirect_uri=\(encoded(World.redirectURI))&scope=read" + suffix($1)
        },
        redirectStatus: 303,
        allowedQuery: { code, state, issuer in "code=\(code)" + suffix(state) + "&iss=\(issuer)" },
        deniedQuery: { state, issuer in
            "error=access_denied&error_description=The%20user%20denied%20the%20request" + suffix(state) + "&iss=\(issuer)"
        },
        tokenPath: "/oauth/token",
        tokenParameters: {
            [
                ("grant_type", "authorization_code"), ("client_id", $0), ("client_secret", $1), ("code", $2),
                ("redirect_uri", World.redirectURI),
            ]
        },
        refreshParameters: { [("grant_type", "refresh_token"), ("client_id", $0), ("client_secret", $1), ("refresh_token", $2)] },
        encoding: .form,
        tokenMembers: standardMembers,
        refreshMembers: standardMembers,
        optionalParameters: ["redirect_uri", "client_secret"],
        validation: .introspection("/oauth/introspect"),
        codeShape: .base64URL(43),
        accountShape: .hex(32),
        codeLifetime: .seconds(60),
        tokenLifetime: .seconds(3600),
        refreshLifetime: .seconds(30 * 86_400),
        isForAccount: true,
        replayRevokesTokens: true,
        platformScopes: ["read", "write"]
    )

    private static let standardMembers: [String: Shape] = [
        "access_token": .base64URL(43), "token_type": .exactly("Bearer"), "expires_in": .exactly("3600"), "scope": .exactly("read"),
        "refresh_token": .base64URL(43),
    ]
}
