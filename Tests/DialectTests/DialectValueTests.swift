import Dialects
import Model
import OAuth
import TestSupport
import Testing

@Suite("dialects as values")
struct DialectValueTests {
    @Test("every dialect of the product has its case in the conformance suite")
    func everyDialectIsTested() {
        let tested = Set(DialectCase.all.map(\.dialect.name))
        for dialect in Dialect.all { #expect(tested.contains(dialect.name), "\(dialect.name) has no DialectCase") }
    }

    @Test("names tell dialects apart, and a list finds by them")
    func namesAreUnique() throws {
        #expect(Set(Dialect.all.map(\.name)).count == Dialect.all.count)
        let list = DialectList([.xref, .plain])
        #expect(list.names == ["xref", "plain"])
        #expect(list.find("plain")?.endpoints == Dialect.plain.endpoints)
        #expect(list.find("XREF") == nil)
    }

    @Test("no path of a dialect is another's of its own, or a page's", arguments: DialectCase.all)
    func pathsAreUnique(_ dialect: DialectCase) {
        let paths = dialect.dialect.endpoints.map(\.path)
        #expect(Set(paths).count == paths.count)
        for page in ["/", "/sign-in", "/sign-out", "/consent", "/logos/:client_id"] { #expect(!paths.contains(page)) }
    }

    @Test("the lifetimes and rules are the documented ones", arguments: DialectCase.all)
    func rules(_ dialect: DialectCase) {
        let rules = dialect.dialect.rules
        #expect(rules.codeLifetime == dialect.codeLifetime)
        #expect(rules.codeLifetime <= .seconds(600))
        let tokenType: TokenType = dialect.isForAccount ? .company : .user
        #expect(rules.accessTokenLifetime[tokenType] == dialect.tokenLifetime)
        #expect(rules.refreshTokenLifetime?[tokenType] == dialect.refreshLifetime)
        #expect((rules.liveTokens == .one) == dialect.keepsOneToken)
        #expect((rules.liveTokens == .ofLastApprover) == dialect.keepsLastApprover)
        #expect((rules.consent == .remembered) == dialect.remembersConsent)
        #expect((rules.replayedCode == .revokesTokens) == dialect.replayRevokesTokens)
        #expect(rules.grantTypes.contains(.refreshToken) == (dialect.refreshParameters != nil))
    }
}

@Suite("the Xref dialect as a value")
struct XrefValueTests {
    private let wire = Dialect.xref.wire

    @Test("its endpoints are the documented ones, and what every tenant has besides")
    func endpoints() {
        #expect(
            Dialect.xref.endpoints == [
                Endpoint(.authorize, at: "/oauth/open-api/:client_id", methods: ["GET"]),
                Endpoint(.token(nil), at: "/oauth/tokens", methods: ["POST"]),
                Endpoint(.validate, at: "/auth", methods: ["POST", "GET"]),
                Endpoint(.disconnect, at: "/oauth/deauthorize", methods: ["POST"]),
                Endpoint(.introspect, at: "/oauth/introspect", methods: ["POST"]),
                Endpoint(.explain, at: "/oauth/errors/:id", methods: ["GET"]),
            ])
    }

    @Test("it reads JSON with an implied grant type under the scheme Token")
    func reading() {
        #expect(wire.requestBody == .json)
        #expect(wire.impliedGrantType == "authorization_code")
        #expect(wire.authorizationScheme == "Token")
    }

    @Test("it sends people back with 302, state before code and bare errors")
    func redirect() {
        #expect(wire.redirectStatus == 302)
        #expect(wire.redirectOrder == [.state, .code])
        #expect(!wire.describesRedirectErrors)
    }

    @Test("its answers hold exactly the documented members")
    func answers() {
        let answer = TokenAnswer(accessToken: "t", accountID: "a", expiresIn: 60, scopes: ["read"])
        #expect(wire.tokenResponse(answer) == ["access_token": "t", "xref_account_id": "a"])
        #expect(wire.validationResponse(validation) == ["xref_account_id": "a"])
        #expect(wire.disconnectResponse("t") == ["access_token": "t"])
    }

    @Test("a platform registers one redirect URI, and no request can name another")
    func redirectRule() {
        #expect(Dialect.xref.rules.maximumRedirectURIs == 1)
        #expect(Dialect.xref.rules.redirectMatch == .registered)
        #expect(Dialect.xref.rules.accessTokenFormat == .hex(bytes: 20))
        #expect(Dialect.xref.rules.accountIDFormat == .hex(bytes: 16))
    }
}

@Suite("what a dialect is that says nothing: the RFCs")
struct DefaultValueTests {
    private let wire = Wire()

    @Test("forms, no implied grant type, Bearer, code before state, 303 with a description")
    func wireDefaults() {
        #expect(wire.requestBody == .form)
        #expect(wire.impliedGrantType == nil)
        #expect(wire.authorizationScheme == "Bearer")
        #expect(wire.redirectOrder == [.code, .state])
        #expect(wire.redirectStatus == 303)
        #expect(wire.describesRedirectErrors)
    }

    @Test("a token response says type, lifetime and scopes, and leaves out what there is none of")
    func tokenResponse() {
        let full = TokenAnswer(accessToken: "t", accountID: "a", expiresIn: 60, scopes: ["read", "write"])
        #expect(
            wire.tokenResponse(full) == ["access_token": "t", "token_type": "Bearer", "expires_in": .integer(60), "scope": "read write"])
        let bare = TokenAnswer(accessToken: "t", accountID: "a", expiresIn: nil, scopes: [])
        #expect(wire.tokenResponse(bare) == ["access_token": "t", "token_type": "Bearer"])
        #expect(wire.disconnectResponse("t") == [:])
        #expect(wire.validationResponse(validation) == ["account_id": "a"])
    }

    @Test("exact redirect URIs, many tokens, and a replay that revokes them")
    func ruleDefaults() {
        let rules = Rules()
        #expect(rules.redirectMatch == .exact)
        #expect(rules.liveTokens == .many)
        #expect(rules.replayedCode == .revokesTokens)
        #expect(rules.codeLifetime == .seconds(60))
        #expect(rules.accessTokenLifetime == TokenLifetime(.seconds(3600)))
    }
}

private let validation = ValidationAnswer(
    accessToken: "t", tokenType: .company, accountID: "a", accountName: "A", remainingMilliseconds: nil, person: nil)
