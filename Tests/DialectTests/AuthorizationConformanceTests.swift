import Foundation
import Model
import TestSupport
import Testing

@Suite("the authorization request of every dialect", .database)
struct AuthorizationConformanceTests {
    @Test("a person signs in, allows, and is sent back with the documented query", arguments: DialectCase.all)
    func allows(_ dialect: DialectCase) async throws {
        try await Vendor.run(dialect) { vendor in
            let browser = vendor.tester.browser()
            let page = try await vendor.consentPage(in: browser, state: "af0-X.~_%20%2B%26%3D")
            #expect(page.status == 200)
            #expect(page.body.contains("<bdi>Partner</bdi>"))
            let answer = try await browser.decide("allow", on: page.body, base: vendor.base)
            #expect(answer.status == dialect.redirectStatus)
            let code = try vendor.code(in: answer)
            #expect(dialect.codeShape.matches(code))
            #expect(
                answer["Location"] == "\(World.redirectURI)?"
                    + dialect.allowedQuery(
                        code, "af0-X.~_%20%2B%26%3D".replacing("%20", with: dialect.dialect.wire.redirectsWithPlus ? "+" : "%20"),
                        vendor.issuer))
            #expect(answer["Referrer-Policy"] == "no-referrer")
            #expect(answer["Cache-Control"] == "no-store")
        }
    }

    @Test("whoever is signed in is only asked", arguments: DialectCase.all)
    func isOnlyAsked(_ dialect: DialectCase) async throws {
        try await Vendor.run(dialect) { vendor in
            let browser = vendor.tester.browser()
            _ = try await vendor.consentPage(in: browser)
            let page = try await browser.visit(vendor.authorization(state: "again"))
            #expect(page.status == 200)
            #expect(page.body.contains(#"value="allow""#))
            #expect(!page.body.contains(#"type="password""#))
        }
    }

    @Test("without a state none is sent back", arguments: DialectCase.all)
    func sendsNoState(_ dialect: DialectCase) async throws {
        try await Vendor.run(dialect) { vendor in
            let browser = vendor.tester.browser()
            let page = try await vendor.consentPage(in: browser)
            let allowed = try await browser.decide("allow", on: page.body, base: vendor.base)
            #expect(allowed["Location"] == "\(World.redirectURI)?" + dialect.allowedQuery(try vendor.code(in: allowed), nil, vendor.issuer))
            let denied = try await browser.decide("deny", on: page.body, base: vendor.base)
            #expect(denied["Location"] == "\(World.redirectURI)?" + dialect.deniedQuery(nil, vendor.issuer))
        }
    }

    @Test("a denial is sent back with its state and leaves nothing behind", arguments: DialectCase.all)
    func denies(_ dialect: DialectCase) async throws {
        try await Vendor.run(dialect) { vendor in
            let browser = vendor.tester.browser()
            let page = try await vendor.consentPage(in: browser, state: "s1")
            let answer = try await browser.decide("deny", on: page.body, base: vendor.base)
            #expect(answer.status == dialect.redirectStatus)
            #expect(answer["Location"] == "\(World.redirectURI)?" + dialect.deniedQuery("s1", vendor.issuer))
            let rows = try await vendor.world.rowCounts()
            #expect(rows["account_grant"] == 0)
            #expect(rows["authorization_code"] == 0)
        }
    }

    @Test("an unknown platform is told so, and nobody is sent anywhere", arguments: DialectCase.all)
    func knowsNoStranger(_ dialect: DialectCase) async throws {
        try await Vendor.run(dialect) { vendor in
            let stranger = dialect.authorization("0123456789abcdef0123456789abcdef", "s1")
            let answer = try await vendor.tester.get(vendor.base + stranger, headers: [("Accept", "text/html")])
            #expect(answer.status == dialect.strangerStatus)
            #expect(answer["Location"] == nil)
            #expect(answer["Content-Type"] == (dialect.asksOnPages ? "text/html; charset=utf-8" : "application/json"))
        }
    }

    @Test("the second person of an account is told who connected it and when", arguments: DialectCase.accountLevel)
    func tellsOfTheFirst(_ dialect: DialectCase) async throws {
        try await Vendor.run(dialect) { vendor in
            _ = try await vendor.world.user("grace@first.example", name: "Grace", in: [vendor.account], of: vendor.tenant)
            let before = try await vendor.consentPage(in: vendor.tester.browser(), as: "grace@first.example")
            #expect(!before.body.contains("already connected"))

            _ = try await vendor.token()
            let grants = try await vendor.world.storage.transaction(tenant: vendor.tenant.id) { stores in try stores.grants.live() }
            let since = try #require(grants.first).approvedAt
            let format = DateFormatter()
            format.locale = Locale(identifier: "en_GB")
            format.timeZone = TimeZone(identifier: "GMT")
            format.dateFormat = "d MMMM yyyy 'at' HH:mm 'UTC'"

            let page = try await vendor.consentPage(in: vendor.tester.browser(), as: "grace@first.example")
            #expect(
                page.body.contains(
                    "<bdi>First Account</bdi> was already connected by <bdi>Ada</bdi> on \(format.string(from: since))."))
        }
    }

    @Test("nobody is sent anywhere before they have signed in, not even with an error (RFC 9700 §4.11.2)", arguments: DialectCase.all)
    func sendsNobodyUnknown(_ dialect: DialectCase) async throws {
        try await Vendor.run(dialect) { vendor in
            let answer = try await vendor.tester.get(vendor.authorization(state: String(repeating: "s", count: 4097)))
            #expect(answer.status == 200)
            #expect(answer["Location"] == nil)
            #expect(answer.body.contains(#"type="password""#))
        }
    }

    @Test("a state longer than any answer could carry is refused", arguments: DialectCase.all)
    func boundsState(_ dialect: DialectCase) async throws {
        try await Vendor.run(dialect) { vendor in
            let browser = vendor.tester.browser()
            let longest = try await vendor.consentPage(in: browser, state: String(repeating: "s", count: 4096))
            #expect(longest.status == 200)
            let tooLong = try await browser.get(vendor.authorization(state: String(repeating: "s", count: 4097)))
            #expect(tooLong.status == dialect.redirectStatus)
            #expect(tooLong["Location"]?.hasPrefix("\(World.redirectURI)?error=invalid_request") == true)
        }
    }
}
