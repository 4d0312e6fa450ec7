import TestSupport
import Testing

@Suite("the cookies of the pages", .database)
struct CookieTests {
    @Test(
        "go to this tenant's path only, to no script, on no foreign request, and in clear only where the tenant is",
        arguments: [
            (nil, "/t/SLUG", false), ("https://login.vendor.example", "/", true), ("https://login.vendor.example/oauth", "/oauth", true),
            ("http://login.vendor.example", "/", false),
        ] as [(String?, String, Bool)])
    func attributes(_ tenantURL: String?, _ path: String, _ isSecure: Bool) async throws {
        try await Front.run(tenantURL: tenantURL) { front in
            let browser = front.tester.browser()
            let signIn = try await browser.get("\(front.base)/sign-in")
            var fields = TestBrowser.hiddenFields(of: signIn.body, action: "/sign-in")
            fields["email"] = Front.email
            fields["password"] = World.password
            let answer = try await browser.post("\(front.base)/sign-in", fields)
            #expect(answer.status == 303)
            for cookie in [try #require(signIn["Set-Cookie"]), try #require(answer["Set-Cookie"])] {
                let attributes = Set(cookie.split(separator: ";").dropFirst().map { $0.trimmingPrefix(" ").lowercased() })
                #expect(attributes.contains("httponly"))
                #expect(attributes.contains("samesite=lax"))
                #expect(attributes.contains("path=\(path.replacing("SLUG", with: front.tenant.slug))"))
                #expect(attributes.contains("secure") == isSecure)
                #expect(!attributes.contains { $0.hasPrefix("domain") })
            }
            #expect(try #require(answer["Set-Cookie"]).contains("Max-Age=43200"))
        }
    }

    @Test("signing in gives a new session, and the one before is dead")
    func rotates() async throws {
        try await Front.run { front in
            let browser = front.tester.browser()
            _ = try await front.consent(in: browser)
            let first = try #require(browser.cookies["symbolon_session"])
            _ = try await browser.signIn(at: "\(front.base)/sign-in", email: Front.email, base: front.base)
            let second = try #require(browser.cookies["symbolon_session"])
            #expect(first != second)
            #expect(try await browser.get(front.authorization).body.contains(#"value="allow""#))
            browser.cookies["symbolon_session"] = first
            #expect(try await browser.get(front.authorization).body.contains(#"type="password""#))
        }
    }

    @Test("a session somebody else chose is never taken over")
    func isNotFixed() async throws {
        try await Front.run { front in
            let browser = front.tester.browser()
            browser.cookies["symbolon_session"] = "chosen-by-somebody-else"
            _ = try await front.consent(in: browser)
            #expect(browser.cookies["symbolon_session"] != "chosen-by-somebody-else")
        }
    }

    @Test("signing out ends the session here and in the browser")
    func signsOut() async throws {
        try await Front.run { front in
            let browser = front.tester.browser()
            let (page, _) = try await front.consent(in: browser)
            let session = try #require(browser.cookies["symbolon_session"])
            let fields = TestBrowser.hiddenFields(of: page.body, action: "/sign-out")
            let answer = try await browser.post("\(front.base)/sign-out", fields)
            #expect(answer.status == 303)
            #expect(answer["Location"] == front.authorization)
            #expect(browser.cookies["symbolon_session"] == nil)
            browser.cookies["symbolon_session"] = session
            #expect(try await browser.get(front.authorization).body.contains(#"type="password""#))
        }
    }
}
