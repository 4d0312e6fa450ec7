import Foundation
import TestSupport
import Testing

@Suite("forms that were not sent from our own page in this browser", .database)
struct ForgeryTests {
    enum Token: String, CaseIterable, Sendable { case none, empty, invented, ofAnotherSession, ofAnotherForm, cut }

    @Test("a consent without the right token is 403, and no code is made", arguments: Token.allCases)
    func consent(_ token: Token) async throws {
        try await Front.run { front in
            _ = try await front.world.user("eve@first.example", in: [front.account], of: front.tenant)
            let (_, other) = try await front.consent(in: front.tester.browser(), as: "eve@first.example")
            let browser = front.tester.browser()
            let (page, right) = try await front.consent(in: browser)
            var fields = right
            fields["decision"] = "allow"
            switch token {
            case .none: fields["form_token"] = nil
            case .empty: fields["form_token"] = ""
            case .invented: fields["form_token"] = String(repeating: "A", count: 43)
            case .ofAnotherSession: fields["form_token"] = other["form_token"]
            case .ofAnotherForm: fields["form_token"] = TestBrowser.hiddenFields(of: page.body, action: "/sign-out")["form_token"]
            case .cut: fields["form_token"]?.removeLast()
            }
            try await front.storingNothing {
                let answer = try await browser.post("\(front.base)/consent", fields)
                #expect(answer.status == 403)
                #expect(answer["Location"] == nil)
            }
        }
    }

    @Test(
        "a foreign Origin is 403 even with the right token; our own, null and none are let in",
        arguments: [
            ("https://evil.example", 403), ("http://symbolon.test.evil.example", 403), ("https://symbolon.test", 403),
            ("http://symbolon.test:81", 403),
            ("http://SYMBOLON.test/", 403), ("null", 302), ("http://symbolon.test", 302), (nil, 302),
        ] as [(String?, Int)])
    func origin(_ origin: String?, _ status: Int) async throws {
        try await Front.run { front in
            let browser = front.tester.browser()
            let (_, right) = try await front.consent(in: browser)
            let answer = try await browser.post(
                "\(front.base)/consent", right.merging(["decision": "allow"]) { $1 }, origin: origin)
            #expect(answer.status == status)
            #expect(try await front.world.rowCounts()["authorization_code"] == (status == 302 ? 1 : 0))
        }
    }

    @Test(
        "a form a browser says comes from elsewhere is 403 even with the right token",
        arguments: [("cross-site", 403), ("same-site", 403), ("same-origin", 302), ("none", 302)])
    func fetchSite(_ source: String, _ status: Int) async throws {
        try await Front.run { front in
            let browser = front.tester.browser()
            let (_, right) = try await front.consent(in: browser)
            let fields = right.merging(["decision": "allow"]) { $1 }.map { name, value in
                "\(name)=\(value.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "")"
            }
            let cookie = browser.cookies.map { "\($0.key)=\($0.value)" }.joined(separator: "; ")
            let answer = try await front.tester.send(
                "POST", "\(front.base)/consent",
                headers: [
                    ("Cookie", cookie), ("Origin", "null"), ("Sec-Fetch-Site", source),
                    ("Content-Type", "application/x-www-form-urlencoded"),
                ], body: fields.joined(separator: "&"))
            #expect(answer.status == status)
            #expect(try await front.world.rowCounts()["authorization_code"] == (status == 302 ? 1 : 0))
        }
    }

    @Test("signing in and out need their tokens as well", arguments: ["/sign-in", "/sign-out"])
    func otherForms(_ path: String) async throws {
        try await Front.run { front in
            let browser = front.tester.browser()
            _ = try await front.consent(in: browser)
            let session = try #require(browser.cookies["symbolon_session"])
            let fields = ["email": Front.email, "password": World.password, "form_token": "x"]
            #expect(try await browser.post(front.base + path, fields).status == 403)
            #expect(try await front.tester.browser().post(front.base + path, fields).status == 403)
            #expect(browser.cookies["symbolon_session"] == session)
            #expect(try await browser.get(front.authorization).body.contains(#"value="allow""#))
        }
    }

    @Test("a sign-in form opened in another browser is 403: nobody is signed in as somebody else")
    func signInOfAnotherBrowser() async throws {
        try await Front.run { front in
            let attacker = front.tester.browser()
            let page = try await attacker.get("\(front.base)/sign-in")
            var fields = TestBrowser.hiddenFields(of: page.body, action: "/sign-in")
            fields["email"] = Front.email
            fields["password"] = World.password
            let victim = front.tester.browser()
            _ = try await victim.get("\(front.base)/sign-in")
            #expect(try await victim.post("\(front.base)/sign-in", fields).status == 403)
            #expect(try await front.tester.browser().post("\(front.base)/sign-in", fields).status == 403)
        }
    }

    @Test("a consent without a session is 403, with a session that has ended too")
    func withoutSession() async throws {
        try await Front.run { front in
            let browser = front.tester.browser()
            let (page, _) = try await front.consent(in: browser)
            browser.cookies["symbolon_session"] = nil
            #expect(try await browser.decide("allow", on: page.body, base: front.base).status == 403)
            let again = front.tester.browser()
            let (laterPage, _) = try await front.consent(in: again)
            try await front.world.moveClock(of: front.tenant, to: .seconds(12 * 3600 + 1))
            #expect(try await again.decide("allow", on: laterPage.body, base: front.base).status == 403)
            #expect(try await front.world.rowCounts()["authorization_code"] == 0)
        }
    }
}
