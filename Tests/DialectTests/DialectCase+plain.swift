import Dialects
import OAuth
import TestSupport

extension Dialect {
    /// No vendor's: every default of the engine, which is what RFC 6749 says.
    static let plain = Dialect(
        name: "plain",
        endpoints: [
            .authorize("/oauth/authorize"), .token("/oauth/token"), .validate("/oauth/me", methods: ["GET"]),
            .disconnect("/oauth/disconnect"),
        ])
}

extension DialectCase {
    static let plain = DialectCase(
        dialect: .plain,
        authorization: {
            "/oauth/authorize?response_type=code&client_id=\($0)&redirect_uri=\(encoded(World.redirectURI))"
                + ($1.map { "&state=\($0)" } ?? "")
        },
        redirectStatus: 303,
        allowedQuery: { code, state, _ in "code=\(code)" + suffix(state) },
        deniedQuery: { state, _ in "error=access_denied&error_description=The%20user%20denied%20the%20request" + suffix(state) },
        tokenPath: "/oauth/token",
        tokenParameters: {
            [
                ("grant_type", "authorization_code"), ("client_id", $0), ("client_secret", $1), ("code", $2),
                ("redirect_uri", World.redirectURI),
            ]
        },
        encoding: .form,
        tokenMembers: [
            "access_token": .base64URL(43), "token_type": .exactly("Bearer"), "expires_in": .exactly("3600"),
            "scope": .exactly("read write"),
        ],
        optionalParameters: ["redirect_uri"],
        validation: .endpoint("/oauth/me", methods: ["GET"]) { vendor, _ in ["account_id": vendor.account.publicID] },
        disconnect: Disconnect(path: "/oauth/disconnect") { _ in [:] },
        codeShape: .base64URL(43),
        accountShape: .hex(32),
        codeLifetime: .seconds(60),
        tokenLifetime: .seconds(3600),
        isForAccount: true,
        replayRevokesTokens: true,
        platformScopes: ["read", "write"]
    )
}
