import Dialects
import TestSupport

extension DialectCase {
    /// WIRE-CONTRACTS 2: a company session.
    static let xoxoday = DialectCase(
        dialect: .xoxoday,
        authorization: {
            "/chef/v1/oauth/authorize?client_id=\($0)&response_type=code&redirect_uri=\(encoded(World.redirectURI))&scope=user_session"
                + suffix($1)
        },
        redirectStatus: 302,
        allowedQuery: { code, state, _ in "code=\(code)" + suffix(state) },
        deniedQuery: { state, _ in "error=access_denied&error_description=The+user+denied+the+request" + suffix(state) },
        strangerStatus: 400,
        asksOnPages: false,
        tokenPath: "/chef/v1/oauth/token/company",
        tokenParameters: {
            [
                ("grant_type", "authorization_code"), ("code", $2), ("redirect_uri", World.redirectURI), ("client_id", $0),
                ("client_secret", $1),
            ]
        },
        refreshParameters: { [("grant_type", "refresh_token"), ("refresh_token", $2), ("client_id", $0), ("client_secret", $1)] },
        encoding: .jsonAsForm,
        tokenMembers: xoxodayMembers.merging(["email": .exactly(Vendor.email)]) { old, _ in old },
        refreshMembers: xoxodayMembers,
        wrongSecret: Refusal(status: 401, error: "unauthorized_client"),
        validation: .endpoint("/chef/v1/oauth/token", methods: ["GET"]) { _, token in ["access_token": token, "token_type": "bearer"] },
        codeShape: .hex(32),
        accountShape: .hex(32),
        codeLifetime: .seconds(300),
        tokenLifetime: .seconds(30 * 86_400),
        refreshLifetime: .seconds(60 * 86_400),
        isForAccount: true,
        keepsLastApprover: true,
        replayRevokesTokens: true,
        platformScopes: ["user_session", "profile_read", "points_read"]
    )

    private static let xoxodayMembers: [String: Shape] = [
        "access_token": .base64, "token_type": .exactly("bearer"), "expires_in": .exactly("2592000"), "refresh_token": .hex(40),
    ]
}
