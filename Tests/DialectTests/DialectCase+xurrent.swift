import Dialects
import TestSupport

extension DialectCase {
    /// <https://developer.xurrent.com/v1/oauth/authorization_code_grant>, WIRE-CONTRACTS 3
    static let xurrent = DialectCase(
        dialect: .xurrent,
        authorization: { "/authorize?client_id=\($0)&response_type=code&redirect_uri=\(encoded(World.redirectURI))" + suffix($1) },
        redirectStatus: 302,
        allowedQuery: { code, state, _ in "code=\(code)" + suffix(state) },
        deniedQuery: { state, _ in "error=access_denied&error_description=The%20user%20denied%20the%20request" + suffix(state) },
        tokenPath: "/token",
        tokenParameters: {
            [
                ("client_id", $0), ("client_secret", $1), ("redirect_uri", World.redirectURI), ("code", $2),
                ("grant_type", "authorization_code"),
            ]
        },
        refreshParameters: { [("client_id", $0), ("client_secret", $1), ("refresh_token", $2), ("grant_type", "refresh_token")] },
        encoding: .form,
        tokenMembers: xurrentMembers,
        refreshMembers: xurrentMembers,
        wrongSecret: Refusal(status: 400, error: "invalid_grant"),
        validation: .endpoint("/v1/me", methods: ["GET"]) { vendor, _ in
            ["id": vendor.user.id.description, "name": "Ada", "primary_email": Vendor.email]
        },
        codeShape: .base64URL(43),
        accountShape: .hex(32),
        codeLifetime: .seconds(600),
        tokenLifetime: .seconds(3600),
        refreshLifetime: .seconds(14 * 86_400),
        isForAccount: false,
        replayRevokesTokens: true,
        remembersConsent: true,
        platformScopes: []
    )

    private static let xurrentMembers: [String: Shape] = [
        "access_token": .base64URL(43), "token_type": .exactly("bearer"), "expires_in": .exactly("3600"), "refresh_token": .base64URL(43),
    ]
}
