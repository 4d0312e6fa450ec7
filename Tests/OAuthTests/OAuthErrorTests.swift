import OAuth
import Testing

@Suite("OAuth errors")
struct OAuthErrorTests {
    private static let statuses: [OAuthErrorCode: Int] = [
        .invalidRequest: 400, .invalidClient: 401, .invalidGrant: 400, .unauthorizedClient: 400, .unsupportedGrantType: 400,
        .unsupportedResponseType: 400, .invalidScope: 400, .accessDenied: 400, .invalidToken: 401, .insufficientScope: 403,
        .serverError: 500,
        .temporarilyUnavailable: 503,
    ]

    @Test("each code has the status its RFC gives it", arguments: OAuthErrorCode.allCases)
    func status(_ code: OAuthErrorCode) throws {
        #expect(code.status == (try #require(Self.statuses[code])))
    }

    @Test("the codes are the words of the RFCs")
    func words() {
        #expect(
            Set(OAuthErrorCode.allCases.map(\.rawValue)) == [
                "invalid_request", "invalid_client", "invalid_grant", "unauthorized_client", "unsupported_grant_type",
                "unsupported_response_type", "invalid_scope", "access_denied", "invalid_token", "insufficient_scope", "server_error",
                "temporarily_unavailable",
            ])
    }

    @Test(
        "a description holds only what RFC 6749 §5.2 allows",
        arguments: [
            ("plain text.", "plain text."), ("a \"quoted\" word", "a quoted word"), ("back\\slash", "backslash"),
            ("line\r\nbreak", "linebreak"),
            ("\u{0}\u{7F}\u{80}", ""), ("caf\u{E9}", "caf"), ("e\u{301}", "e"), ("!#[]~ ", "!#[]~ "), ("<script>'&'", "<script>'&'"),
            ("🦉 x", " x"),
        ])
    func filters(given: String, sent: String) {
        #expect(OAuthError(.invalidRequest, given).description == sent)
    }

    @Test("the detail is kept as it is, for the log")
    func keepsDetail() {
        #expect(OAuthError(.invalidGrant, "no", detail: "code \"x\" é").detail == "code \"x\" é")
    }

    @Test("what the caller learns is the same for every reason")
    func oneWording() {
        #expect(
            OAuthError.invalidClient(.clientUnknown, detail: "a").description
                == OAuthError.invalidClient(.secretWrong, detail: "b").description)
        #expect(OAuthError.invalidCode(.codeExpired).description == OAuthError.invalidCode(.codeUsed).description)
        #expect(OAuthError.invalidToken(.accessTokenExpired).description == OAuthError.invalidToken(.accessTokenRevoked).description)
    }

    @Test("each factory has its code")
    func factories() {
        #expect(OAuthError.invalidRequest("").code == .invalidRequest)
        #expect(OAuthError.invalidClient(.clientUnknown, detail: "").code == .invalidClient)
        #expect(OAuthError.invalidCode(.codeUsed).code == .invalidGrant)
        #expect(OAuthError.invalidToken(.accessTokenExpired).code == .invalidToken)
        #expect(OAuthError.serverError.code == .serverError)
        #expect(OAuthError.temporarilyUnavailable.code == .temporarilyUnavailable)
    }
}
