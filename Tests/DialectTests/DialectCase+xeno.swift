import Dialects
import TestSupport

extension DialectCase {
    /// <https://xenoapp.help/hc/rest-api-authentication/oauth-2>, WIRE-CONTRACTS 4
    static let xeno = DialectCase(
        dialect: .xeno,
        authorization: { "/oauth/authorize?client_id=\($0)&scope=contacts%20widgets" + suffix($1) },
        redirectStatus: 302,
        allowedQuery: { code, state, _ in "code=\(code)" + suffix(state) },
        deniedQuery: { state, _ in "error=access_denied&error_description=The%20user%20denied%20the%20request" + suffix(state) },
        tokenPath: "/oauth/token",
        tokenParameters: { [("client_id", $0), ("client_secret", $1), ("code", $2)] },
        encoding: .form,
        tokenMembers: ["access_token": .hex(64), "scope": .exactly("contacts widgets")],
        validation: .endpoint("/api/me", methods: ["GET"]) { vendor, _ in
            [
                "uid": vendor.user.id.description, "username": Vendor.email, "email": Vendor.email, "firstname": "Ada", "lastname": "",
            ]
        },
        codeShape: .base64URL(43),
        accountShape: .hex(32),
        codeLifetime: .seconds(600),
        tokenLifetime: nil,
        isForAccount: false,
        replayRevokesTokens: true,
        platformScopes: []
    )
}
