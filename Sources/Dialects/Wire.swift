package import OAuth

/// How a dialect's requests are read and its answers written. Every default is the RFC's.
package struct Wire: Sendable {
    // MARK: Requests

    /// What the token endpoint reads (RFC 6749 §4.1.3).
    package var requestBody = RequestBody.form
    /// The grant type of a token request that names none.
    package var impliedGrantType: String?
    /// The scheme of the `Authorization` header (RFC 6750 §2.1).
    package var authorizationScheme = "Bearer"
    /// Between the scopes of a request (RFC 6749 §3.3).
    package var scopeSeparator: Character = " "
    /// The headers that may name the account one works in, the present one first.
    package var accountHeaders: [String] = []

    // MARK: Redirects

    /// The order of the parameters of a successful redirect (RFC 6749 §4.1.2).
    package var redirectOrder = [RedirectParameter.code, .state]
    /// 303 makes the person's browser forget what it posted (RFC 9700 §4.12).
    package var redirectStatus = 303
    /// Whether an error redirect says more than its code (RFC 6749 §4.1.2.1).
    package var describesRedirectErrors = true
    /// Whether a space in a redirect is written as forms do.
    package var redirectsWithPlus = false
    /// Whether redirects name the issuer (RFC 9207).
    package var sendsIssuer = false
    /// The code by which an error redirect tells of this one.
    package var redirectErrorCode: @Sendable (OAuthErrorCode) -> OAuthErrorCode = { $0 }
    /// How a person hears of a request that cannot be sent back to anybody.
    package var authorizationRefusal = AuthorizationRefusal.page

    // MARK: Answers

    /// The members of a successful token response (RFC 6749 §5.1).
    package var tokenResponse: @Sendable (TokenAnswer) -> [String: WireValue] = { answer in
        var members: [String: WireValue] = ["access_token": .string(answer.accessToken), "token_type": "Bearer"]
        if let lifetime = answer.expiresIn { members["expires_in"] = .integer(lifetime) }
        if let token = answer.refreshToken { members["refresh_token"] = .string(token.text) }
        if !answer.scopes.isEmpty { members["scope"] = .string(answer.scopes.joined(separator: " ")) }
        return members
    }
    /// The members of the answer about a good token.
    package var validationResponse: @Sendable (ValidationAnswer) -> [String: WireValue] = { ["account_id": .string($0.accountID)] }
    /// The members of the answer about what a token may do.
    package var accessResponse: @Sendable (_ actions: [String]) -> [String: WireValue] = { ["active": true, "scopes": .list($0)] }
    /// The members of the answer about an active token, in order (RFC 7662 §2.2).
    package var introspectionResponse: @Sendable (IntrospectionAnswer) -> [(String, WireValue)] = { $0.members }
    /// The members of the answer to a platform that ended its connection with this token.
    package var disconnectResponse: @Sendable (_ accessToken: String) -> [String: WireValue] = { _ in [:] }
    /// The members of the answer to a platform that asked for an SSO token.
    package var ssoTokenResponse: @Sendable (_ token: String) -> [String: WireValue] = { ["sso_token": .string($0)] }
    /// The members of the answer to a platform that made a user's tokens from the account's.
    package var userTokenResponse: @Sendable (TokenAnswer) -> [String: WireValue] = { answer in
        Wire().tokenResponse(answer)
    }
    /// Whether an error's members have the id by which somebody may ask what it meant, but for a failed client authentication; the
    /// header has it in any case.
    package var errorsCarryID = false
    /// How an error is told (RFC 6749 §5.2, RFC 6750 §3).
    package var errorResponse: @Sendable (WireError) -> WireErrorAnswer = { WireErrorAnswer(standard: $0) }

    package init() {}

    /// How the body of a request is written.
    package enum RequestBody: Sendable {
        /// `application/x-www-form-urlencoded`.
        case form
        /// `application/json`.
        case json
        /// Either, as its label says.
        case formOrJSON
        /// Either, whatever its label says: what begins like an object is one.
        case unlabelled
    }

    /// The parameters a successful redirect is made of.
    package enum RedirectParameter: String, Sendable {
        case code, state
    }

    /// To whom a refused authorization request is told.
    package enum AuthorizationRefusal: Sendable {
        case page, json
    }
}
