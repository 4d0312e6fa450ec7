import Dialects

extension DialectCase {
    /// <https://github.com/xrefdev/openapi-oauth-docs>
    static let xref = DialectCase(
        dialect: .xref,
        authorization: { "/oauth/open-api/\($0)" + ($1.map { "?state=\($0)" } ?? "") },
        redirectStatus: 302,
        allowedQuery: { code, state in (state.map { "state=\($0)&" } ?? "") + "code=\(code)" },
        deniedQuery: { "error=access_denied" + ($0.map { "&state=\($0)" } ?? "") },
        tokenPath: "/oauth/tokens",
        tokenParameters: { [("client_id", $0), ("client_secret", $1), ("code", $2)] },
        encodesJSON: true,
        tokenMembers: ["access_token": .hex(40), "xref_account_id": .hex(32)],
        accountMember: "xref_account_id",
        scheme: "Token",
        validatePath: "/auth",
        validateMethods: ["POST", "GET"],
        validateMember: "xref_account_id",
        disconnectPath: "/oauth/deauthorize",
        disconnectAnswer: { ["access_token": $0] },
        codeShape: .base64URL(43),
        accountShape: .hex(32),
        codeLifetime: .seconds(300),
        tokenLifetime: nil,
        keepsOneToken: true,
        replayRevokesTokens: false,
        platformScopes: []
    )
}
