/// How a dialect's requests are read and its answers written. Every default is the RFC's.
package struct Wire: Sendable {
    /// What the token endpoint reads (RFC 6749 §4.1.3).
    package var requestBody = RequestBody.form
    /// The grant type of a token request that names none.
    package var impliedGrantType: String?
    /// The scheme of the `Authorization` header (RFC 6750 §2.1).
    package var authorizationScheme = "Bearer"
    /// The order of the parameters of a successful redirect (RFC 6749 §4.1.2).
    package var redirectOrder = [RedirectParameter.code, .state]
    /// 303 makes the person's browser forget what it posted (RFC 9700 §4.12).
    package var redirectStatus = 303
    /// Whether an error redirect says more than its code (RFC 6749 §4.1.2.1).
    package var describesRedirectErrors = true
    /// The members of a successful token response (RFC 6749 §5.1).
    package var tokenResponse: @Sendable (TokenAnswer) -> [String: WireValue] = { answer in
        var members: [String: WireValue] = ["access_token": .string(answer.accessToken), "token_type": .string("Bearer")]
        if let lifetime = answer.expiresIn { members["expires_in"] = .integer(lifetime) }
        if !answer.scopes.isEmpty { members["scope"] = .string(answer.scopes.joined(separator: " ")) }
        return members
    }
    /// The members of the answer about a good token.
    package var validationResponse: @Sendable (ValidationAnswer) -> [String: WireValue] = { ["account_id": .string($0.accountID)] }
    /// The members of the answer to a platform that ended its connection with this token.
    package var disconnectResponse: @Sendable (_ accessToken: String) -> [String: WireValue] = { _ in [:] }

    package init() {}

    /// `application/x-www-form-urlencoded` or `application/json`.
    package enum RequestBody: Sendable {
        case form, json
    }

    /// The parameters a successful redirect is made of.
    package enum RedirectParameter: String, Sendable {
        case code, state
    }
}

/// A value of a JSON answer.
package enum WireValue: Sendable, Hashable, Encodable, ExpressibleByStringLiteral {
    case string(String), integer(Int)

    package init(stringLiteral value: String) { self = .string(value) }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .string(let value): try container.encode(value)
        case .integer(let value): try container.encode(value)
        }
    }
}

/// What a token response can be made of.
package struct TokenAnswer: Sendable {
    package let accessToken: String
    /// The account's id on the wire.
    package let accountID: String
    /// Seconds, or `nil` for a token that does not expire.
    package let expiresIn: Int?
    package let scopes: [String]

    package init(accessToken: String, accountID: String, expiresIn: Int?, scopes: [String]) {
        self.accessToken = accessToken
        self.accountID = accountID
        self.expiresIn = expiresIn
        self.scopes = scopes
    }
}

/// What an answer about a good token can be made of.
package struct ValidationAnswer: Sendable {
    /// The account's id on the wire.
    package let accountID: String

    package init(accountID: String) { self.accountID = accountID }
}
