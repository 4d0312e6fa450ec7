import Dialects
import OAuth
import TestSupport
import Testing

@Suite("what every page is sent with", .database)
struct PageHeaderTests {
    private static let policy =
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

    static func check(_ page: HTTPTester.Answer, policy: String? = nil) {
        #expect(page["Content-Type"] == "text/html; charset=utf-8")
        #expect(page["Content-Security-Policy"] == policy ?? Self.policy)
        #expect(page.headers.filter { $0.name.lowercased() == "content-security-policy" }.count == 1)
        #expect(page["X-Frame-Options"] == "DENY")
        #expect(page["Cross-Origin-Opener-Policy"] == "same-origin")
        #expect(page["Referrer-Policy"] == "no-referrer")
        #expect(page["X-Content-Type-Options"] == "nosniff")
        #expect(page["Cache-Control"] == "no-store")
        #expect(page["Server"] == nil)
        #expect(!page.headers.contains { $0.name.lowercased().hasPrefix("access-control-") })
        #expect(!page.body.contains("<script"))
        #expect(page.body.matches(of: /(src|href)="(https?:)?\/\//).isEmpty)
    }

    @Test(
        "every page without a decision: the policy lets forms lead nowhere else",
        arguments: [
            "/", "/sign-in", "/oauth/open-api/CLIENT", "/oauth/open-api/none", "/nothing", "/consent", "/logos/none",
        ])
    func plainPages(_ path: String) async throws {
        try await Front.run { front in
            let address = front.base + path.replacing("CLIENT", with: front.platform.platform.clientID)
            let page = try await front.tester.get(address, headers: [("Accept", "text/html"), ("Origin", "https://evil.example")])
            guard page.status != 302 else {
                #expect(page["Referrer-Policy"] == "no-referrer")
                #expect(page["Cache-Control"] == "no-store")
                return
            }
            Self.check(page)
        }
    }

    @Test("signing in may lead to the platform where no other question follows: what is wrong is told there, or consent is remembered")
    func signInPage() async throws {
        let leading = Self.policy.replacing("form-action 'self'", with: "form-action 'self' https://partner.example")
        try await Front.run { front in
            let page = try await front.tester.get("\(front.authorization)?state=a&state=b", headers: [("Accept", "text/html")])
            Self.check(page, policy: leading)
        }
        try await Front.run(.xurrent) { front in
            let (id, uri) = (front.platform.platform.clientID, PercentEncoding.query(World.redirectURI))
            let path = "\(front.base)/authorize?client_id=\(id)&response_type=code&redirect_uri=\(uri)"
            Self.check(try await front.tester.get(path, headers: [("Accept", "text/html")]), policy: leading)
        }
    }

    @Test("the consent page lets its form lead to the platform, and only there")
    func consentPage() async throws {
        try await Front.run { front in
            let platform = try await front.world.platform(redirectURIs: ["https://partner.example:8443/cb?x=1"], in: front.tenant)
            let page = try await front.tester.browser().signIn(
                at: "\(front.base)/oauth/open-api/\(platform.platform.clientID)", email: Front.email, base: front.base)
            #expect(page.status == 200)
            Self.check(page, policy: Self.policy.replacing("form-action 'self'", with: "form-action 'self' https://partner.example:8443"))
        }
    }

    @Test("the pages that refuse")
    func refusals() async throws {
        try await Front.run { front in
            let browser = front.tester.browser()
            let (page, fields) = try await front.consent(in: browser)
            #expect(page.status == 200)
            Self.check(try await browser.post("\(front.base)/consent", fields.merging(["form_token": "x"]) { _, new in new }))
            Self.check(try await browser.post("\(front.base)/consent", fields))
            let signIn = try await browser.get("\(front.base)/sign-in")
            var credentials = TestBrowser.hiddenFields(of: signIn.body, action: "/sign-in")
            credentials["email"] = Front.email
            credentials["password"] = "wrong"
            let refused = try await browser.post("\(front.base)/sign-in", credentials)
            #expect(refused.status == 422)
            Self.check(refused)
            for _ in 0..<10 { _ = try await browser.post("\(front.base)/sign-in", credentials) }
            let locked = try await browser.post("\(front.base)/sign-in", credentials)
            #expect(locked.status == 429)
            #expect(locked["Retry-After"] == "900")
            Self.check(locked)
        }
    }

    @Test("no answer of a program's endpoint opens itself to other origins", arguments: ["/oauth/tokens", "/auth", "/oauth/deauthorize"])
    func programs(_ path: String) async throws {
        try await Front.run { front in
            for method in ["POST", "OPTIONS"] {
                let answer = try await front.tester.send(
                    method, front.base + path, headers: [("Origin", "https://evil.example"), ("Access-Control-Request-Method", "POST")])
                #expect(!answer.headers.contains { $0.name.lowercased().hasPrefix("access-control-") })
                #expect(answer["X-Content-Type-Options"] == "nosniff")
                #expect(answer["Cache-Control"] == "no-store")
            }
        }
    }
}
