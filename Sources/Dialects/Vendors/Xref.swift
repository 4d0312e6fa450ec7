import OAuth

extension Dialect {
    /// Xref Open API OAuth: one connection per account, in JSON, with tokens that live until deauthorized.
    /// <https://github.com/xrefdev/openapi-oauth-docs>, WIRE-CONTRACTS 1
    package static let xref = Dialect(
        name: "xref",
        endpoints: [
            .authorize("/oauth/open-api/:client_id"),
            .token("/oauth/tokens"),
            // GET until August 2020 (WIRE-CONTRACTS C-2).
            .validate("/auth", methods: ["POST", "GET"]),
            .disconnect("/oauth/deauthorize"),
        ],
        wire: xrefWire,
        rules: xrefRules,
        webhooks: xrefWebhooks
    )

    private static var xrefWire: Wire {
        var wire = Wire()
        wire.requestBody = .json
        wire.impliedGrantType = GrantType.authorizationCode.rawValue
        wire.authorizationScheme = "Token"
        wire.redirectOrder = [.state, .code]
        wire.redirectStatus = 302
        wire.describesRedirectErrors = false
        wire.tokenResponse = { ["access_token": .string($0.accessToken), "xref_account_id": .string($0.accountID)] }
        wire.validationResponse = { ["xref_account_id": .string($0.accountID)] }
        wire.disconnectResponse = { ["access_token": .string($0)] }
        return wire
    }

    private static var xrefRules: Rules {
        var rules = Rules()
        rules.responseType = .implied
        rules.codeLifetime = .seconds(5 * 60)
        rules.accessTokenLifetime = TokenLifetime(nil)
        rules.redirectMatch = .registered
        rules.maximumRedirectURIs = 1
        // "Until deauthorized" (WIRE-CONTRACTS 0.8) stands against RFC 6749 §4.1.2: the one token of a whole account
        // must not die because somebody reloaded the partner's callback page.
        rules.replayedCode = .isRefused
        rules.liveTokens = .one
        rules.accessTokenFormat = .hex(bytes: 20)
        return rules
    }

    /// Nothing is published about their form (WIRE-CONTRACTS 1.7): the standard, with the account under the name the vendor has for it.
    private static var xrefWebhooks: Webhooks {
        var webhooks = Webhooks()
        webhooks.body = { content in
            var data = content.wireData
            data["xref_account_id"] = data["account_id"]
            return content.standardBody.merging(["data": .object(data)]) { _, new in new }
        }
        return webhooks
    }
}
