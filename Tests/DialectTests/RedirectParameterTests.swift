import Broker
import Model
import TestSupport
import Testing

@Suite("a dialect whose requests name their redirect URI", .database)
struct RedirectParameterTests {
    private static let uris = ["https://partner.example/cb", "https://partner.example/other?tenant=1"]

    private static func request(_ clientID: String, redirectURI: String?) -> String {
        "/oauth/authorize?response_type=code&client_id=\(clientID)&state=s1"
            + (redirectURI.map { "&redirect_uri=\(DialectCase.encoded($0))" } ?? "")
    }

    @Test("a registered URI is followed, its query kept", arguments: uris)
    func follows(_ uri: String) async throws {
        try await Vendor.run(.plain) { vendor in
            let platform = try await vendor.world.platform(redirectURIs: Self.uris, in: vendor.tenant)
            let browser = vendor.tester.browser()
            let page = try await browser.signIn(
                at: vendor.base + Self.request(platform.platform.clientID, redirectURI: uri), email: Vendor.email, base: vendor.base)
            let answer = try await browser.decide("allow", on: page.body, base: vendor.base)
            let code = try vendor.code(in: answer)
            #expect(answer["Location"] == "\(uri)\(uri.contains("?") ? "&" : "?")code=\(code)&state=s1")
        }
    }

    @Test(
        "anything but a registered URI, byte for byte, is a page and no redirect",
        arguments: [
            "https://partner.example/cb/", "https://partner.example/CB", "https://PARTNER.example/cb", "https://partner.example:443/cb",
            "https://partner.example/cb?x=1", "https://partner.example/cb#f", "https://partner.example/cb%2e",
            "https://partner.example./cb",
            "https://partner.example.evil.example/cb", "https://evil.example/cb", "https://a@partner.example/cb",
            "http://partner.example/cb",
            "https://partner.example/cb/..;/evil", "https://partner.example/./cb", "https://partner.example\\@evil.example/cb",
            "//partner.example/cb", "javascript:alert(1)//", "https://partner.example/other?tenant=2", "https://partner.example/other",
            "https://partner.example/cb\r\nX: 1", " https://partner.example/cb", "https://partner.example/c\u{0062}\u{0301}",
        ])
    func refuses(_ uri: String) async throws {
        try await Vendor.run(.plain) { vendor in
            let platform = try await vendor.world.platform(redirectURIs: Self.uris, in: vendor.tenant)
            let answer = try await vendor.tester.get(vendor.base + Self.request(platform.platform.clientID, redirectURI: uri))
            #expect(answer.status == 400)
            #expect(answer["Location"] == nil)
        }
    }

    @Test("one that is not named is the only one, or none")
    func fallsBackToTheOnlyOne() async throws {
        try await Vendor.run(.plain) { vendor in
            let several = try await vendor.world.platform(redirectURIs: Self.uris, in: vendor.tenant)
            #expect(try await vendor.tester.get(vendor.base + Self.request(several.platform.clientID, redirectURI: nil)).status == 400)
            #expect(
                try await vendor.tester.get(vendor.base + Self.request(vendor.platform.platform.clientID, redirectURI: nil)).status == 200)
        }
    }

    @Test(
        "a URI that was named must be named again at the exchange, and only the same one; a mismatch leaves the code good")
    func isNamedAgain() async throws {
        try await Vendor.run(.plain) { vendor in
            let code = try await vendor.code()
            for uri in [nil, World.redirectURI + "/", "https://partner.example/cb"] {
                let answer = try await vendor.exchange(code) { parameters in
                    parameters.filter { $0.0 != "redirect_uri" } + (uri.map { [("redirect_uri", $0)] } ?? [])
                }
                #expect(answer.json["error"] == "invalid_grant")
            }
            #expect(try await vendor.exchange(code).status == 200)
        }
    }

    @Test("a URI that was not named may be left out at the exchange or named rightly, not wrongly")
    func mayBeLeftOut() async throws {
        try await Vendor.run(.plain) { vendor in
            func newCode() async throws -> String {
                try await vendor.world.code(
                    for: vendor.platform.platform, account: vendor.account, user: vendor.user, in: vendor.tenant
                ).value
            }
            let leftOut = try await vendor.exchange(try await newCode()) { $0.filter { $0.0 != "redirect_uri" } }
            #expect(leftOut.status == 200)
            #expect(try await vendor.exchange(try await newCode()).status == 200)
            let wrong = try await vendor.exchange(try await newCode()) { parameters in
                parameters.filter { $0.0 != "redirect_uri" } + [("redirect_uri", "https://evil.example")]
            }
            #expect(wrong.json["error"] == "invalid_grant")
        }
    }

    @Test("the replay of a used code with a wrong redirect URI or a wrong secret revokes nothing")
    func replayNeedsEverythingRight() async throws {
        try await Vendor.run(.plain) { vendor in
            let code = try await vendor.code()
            let token = try #require(try await vendor.exchange(code).json["access_token"])
            _ = try await vendor.exchange(code) { $0.map { ($0.0, $0.0 == "redirect_uri" ? "https://partner.example/cb" : $0.1) } }
            _ = try await vendor.exchange(code) { $0.map { ($0.0, $0.0 == "client_secret" ? "wrong" : $0.1) } }
            #expect(try await vendor.works(token))
        }
    }

    @Test("a replay revokes the tokens of that code only")
    func replayRevokesItsOwn() async throws {
        try await Vendor.run(.plain) { vendor in
            let first = try await vendor.code()
            let tokenOfFirst = try #require(try await vendor.exchange(first).json["access_token"])
            let tokenOfSecond = try await vendor.token()
            _ = try await vendor.exchange(first)
            #expect(try await !vendor.works(tokenOfFirst))
            #expect(try await vendor.works(tokenOfSecond))
        }
    }

    @Test(
        "an unknown grant type is named as such",
        arguments: ["password", "urn:ietf:params:oauth:grant-type:token-exchange", "refresh_token"])
    func knowsItsGrantTypes(_ grantType: String) async throws {
        try await Vendor.run(.plain) { vendor in
            let answer = try await vendor.exchange("code") { $0.map { ($0.0, $0.0 == "grant_type" ? grantType : $0.1) } }
            #expect(answer.status == 400)
            #expect(answer.json["error"] == "unsupported_grant_type")
        }
    }
}
