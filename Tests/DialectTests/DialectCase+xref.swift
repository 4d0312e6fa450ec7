import Dialects

extension DialectCase {
    /// <https://github.com/xrefdev/openapi-oauth-docs>
    static let xref = DialectCase(
        dialect: .xref,
        authorization: { "/oauth/open-api/\($0)" + ($1.map { "?state=\($0)" } ?? "") },
        redirectStatus: 302,
        allowedQuery: { code, state, _ in (state.map { "state=\($0)&" } ?? "") + "code=\(code)" },
        deniedQuery: { state, _ in "error=access_denied" + suffix(state) },
        tokenPath: "/oauth/tokens",
        tokenParameters: { [("client_id", $0), ("client_secret", $1), ("code", $2)] },
        encoding: .json,
        tokenMembers: ["access_token": .hex(40), "xref_account_id": .hex(32)],
        accountMember: "xref_account_id",
        scheme: "Token",
        validation: .endpoint("/auth", methods: ["POST", "GET"]) { vendor, _ in ["xref_account_id": vendor.account.publicID] },
        disconnect: Disconnect(path: "/oauth/deauthorize") { ["access_token": $0] },
        codeShape: .base64URL(43),
        accountShape: .hex(32),
        codeLifetime: .seconds(300),
        tokenLifetime: nil,
        isForAccount: true,
        keepsOneToken: true,
        replayRevokesTokens: false,
        platformScopes: []
    )
}
