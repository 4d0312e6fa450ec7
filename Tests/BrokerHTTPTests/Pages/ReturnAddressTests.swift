import TestSupport
import Testing

@Suite("where signing in leads", .database)
struct ReturnAddressTests {
    @Test(
        "home, for whatever is not an authorization request of this tenant",
        arguments: [
            nil, "", "/", "//evil", "//evil.example/oauth/open-api/x", "/\\evil", "\\\\evil", "/%09/evil", "/\t/evil", "https:evil",
            "https://evil.example/",
            "http://symbolon.test/", "javascript:alert(1)", "BASE", "BASE/", "BASE/sign-in", "BASE/sign-out", "BASE/consent",
            "BASE/nothing",
            "BASE//evil.example", "BASE/oauth/open-api", "BASE/oauth/open-api/x/y", "BASE/oauth/open-api/../../evil",
            "BASE/oauth/open-api/%2e%2e",
            "BASE/oauth/open-api/a.b", "BASE/oauth/open-api/x\r\nX-Evil: 1", "BASE/oauth/open-api/x y", "BASE/oauth/open-api/\u{E9}",
            "BASE/oauth/tokens", "/t/other/oauth/open-api/x", "BASE@evil.example/", "BASE.evil.example/oauth/open-api/x",
            " BASE/oauth/open-api/x",
        ] as [String?])
    func home(_ address: String?) async throws {
        try await Front.run { front in
            let answer = try await Self.signIn(returnTo: address?.replacing("BASE", with: front.base), front)
            #expect(answer.status == 303)
            #expect(answer["Location"] == front.base + "/")
            #expect(answer["X-Evil"] == nil)
        }
    }

    @Test(
        "back to an authorization request of this tenant, with its query",
        arguments: ["BASE/oauth/open-api/abc", "BASE/oauth/open-api/abc?state=a%20b&x=//evil"])
    func back(_ address: String) async throws {
        try await Front.run { front in
            let target = address.replacing("BASE", with: front.base)
            let answer = try await Self.signIn(returnTo: target, front)
            #expect(answer.status == 303)
            #expect(answer["Location"] == target)
        }
    }

    @Test(
        "a tenant at the root of its host is no gap",
        arguments: ["//evil.example/oauth/open-api/x", "/\\evil.example", "///oauth/open-api/x", "//oauth/open-api/x"])
    func root(_ address: String) async throws {
        try await Front.run(tenantURL: "https://login.vendor.example") { front in
            let answer = try await Self.signIn(returnTo: address, front)
            #expect(answer["Location"] == "/")
        }
    }

    private static func signIn(returnTo: String?, _ front: Front) async throws -> HTTPTester.Answer {
        let browser = front.tester.browser()
        let page = try await browser.get("\(front.base)/sign-in")
        var fields = TestBrowser.hiddenFields(of: page.body, action: "/sign-in")
        fields["return_to"] = returnTo
        fields["email"] = Front.email
        fields["password"] = World.password
        return try await browser.post("\(front.base)/sign-in", fields)
    }
}
