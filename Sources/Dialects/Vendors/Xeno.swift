import OAuth

extension Dialect {
    /// Xeno: apps are installed by people, with tokens that live until revoked. <https://xenoapp.help/hc/rest-api-authentication/oauth-2>,
    /// WIRE-CONTRACTS 4
    package static let xeno = Dialect(
        name: "xeno",
        endpoints: [
            .authorize("/oauth/authorize"),
            .token("/oauth/token"),
            .validate("/api/me", methods: ["GET"]),
        ],
        wire: xenoWire,
        rules: xenoRules
    )

    private static var xenoWire: Wire {
        var wire = Wire()
        wire.requestBody = .formOrJSON
        wire.impliedGrantType = GrantType.authorizationCode.rawValue
        wire.redirectStatus = 302
        wire.tokenResponse = { ["access_token": .string($0.accessToken), "scope": .string($0.scopes.joined(separator: " "))] }
        wire.validationResponse = { answer in
            guard let person = answer.person else { return [:] }
            let names = (person.name ?? "").split(separator: " ", maxSplits: 1).map(String.init)
            return [
                "uid": .string(person.id), "username": .string(person.email), "email": .string(person.email), "image": .null,
                "firstname": .string(names.first ?? ""), "lastname": .string(names.count > 1 ? names[1] : ""),
                "admin": .bool(person.roles.contains("administrator")),
                "team": .object(["uid": .string(answer.accountID), "name": .string(answer.accountName), "image": .null]),
            ]
        }
        return wire
    }

    private static var xenoRules: Rules {
        var rules = Rules()
        rules.grantSubject = .user
        rules.responseType = .implied
        rules.redirectMatch = .below
        rules.scopes = .required
        rules.availableScopes = ["widgets", "faqs", "contacts", "conversations"]
        // The documentation's list says one, its example the other (WIRE-CONTRACTS C-25).
        rules.scopeAliases = ["widget": "widgets"]
        rules.codeLifetime = .seconds(10 * 60)
        rules.accessTokenLifetime = TokenLifetime(nil)
        rules.accessTokenFormat = .hex(bytes: 32)
        rules.tokensAreListed = true
        return rules
    }
}
