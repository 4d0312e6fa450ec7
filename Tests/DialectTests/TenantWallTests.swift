import Broker
import Model
import TestSupport
import Testing

@Suite("nothing of one tenant is worth anything in another of the same dialect", .database)
struct TenantWallTests {
    private static func run(_ dialect: DialectCase, _ body: @escaping @Sendable (_ ours: Vendor, _ theirs: Vendor) async throws -> Void)
        async throws
    {
        try await World.run(dialects: [dialect.dialect]) { world in
            try await world.serving { tester in
                try await body(
                    try await Vendor(dialect, world: world, tester: tester), try await Vendor(dialect, world: world, tester: tester))
            }
            await world.settle()
        }
    }

    @Test("a code", arguments: DialectCase.all)
    func code(_ dialect: DialectCase) async throws {
        try await Self.run(dialect) { ours, theirs in
            let code = try await ours.code()
            #expect(try await theirs.exchange(code).json["error"] == "invalid_grant")
            #expect(try await ours.exchange(code).status == 200)
        }
    }

    @Test("a token", arguments: DialectCase.all)
    func token(_ dialect: DialectCase) async throws {
        try await Self.run(dialect) { ours, theirs in
            let token = try await ours.token()
            #expect(try await !theirs.works(token))
            if dialect.disconnect != nil { #expect(try await theirs.disconnect(token).status == 401) }
            #expect(try await ours.works(token))
        }
    }

    @Test("a platform's credentials", arguments: DialectCase.all)
    func credentials(_ dialect: DialectCase) async throws {
        try await Self.run(dialect) { ours, theirs in
            let answer = try await theirs.exchange(try await theirs.code(), by: ours.platform)
            #expect(answer.status == dialect.wrongSecret.status)
            #expect(answer.json["error"] == dialect.wrongSecret.error)
            let page = try await theirs.tester.get(theirs.authorization(of: ours.platform))
            #expect(page.status == dialect.strangerStatus)
        }
    }

    @Test("an account", arguments: DialectCase.all)
    func account(_ dialect: DialectCase) async throws {
        try await Self.run(dialect) { ours, theirs in
            let browser = theirs.tester.browser()
            let page = try await theirs.consentPage(in: browser)
            let answer = try await browser.decide("allow", on: page.body, account: ours.account.publicID, base: theirs.base)
            #expect(answer.status == 403)
            #expect(answer["Location"] == nil)
        }
    }

    @Test("a password", arguments: DialectCase.all)
    func password(_ dialect: DialectCase) async throws {
        try await Self.run(dialect) { ours, theirs in
            _ = try await ours.world.user("only@ours.example", in: [ours.account], of: ours.tenant)
            #expect(try await ours.consentPage(in: ours.tester.browser(), as: "only@ours.example").status == 200)
            #expect(try await theirs.consentPage(in: theirs.tester.browser(), as: "only@ours.example").status == 422)
        }
    }

    @Test("a browser session", arguments: DialectCase.all)
    func session(_ dialect: DialectCase) async throws {
        try await Self.run(dialect) { ours, theirs in
            let browser = ours.tester.browser()
            let page = try await ours.consentPage(in: browser)
            #expect(page.body.contains(#"value="allow""#))
            let there = try await browser.visit(theirs.authorization())
            #expect(there.body.contains(#"type="password""#))
            let answer = try await browser.decide("allow", on: page.body, base: theirs.base)
            #expect(answer.status == 403)
        }
    }

    @Test("a sealed consent request", arguments: DialectCase.all)
    func sealedRequest(_ dialect: DialectCase) async throws {
        try await Self.run(dialect) { ours, theirs in
            let ourPage = try await ours.consentPage(in: ours.tester.browser())
            let browser = theirs.tester.browser()
            let theirPage = try await theirs.consentPage(in: browser)
            var fields = TestBrowser.hiddenFields(of: theirPage.body, action: "/consent")
            fields["request"] = TestBrowser.hiddenFields(of: ourPage.body, action: "/consent")["request"]
            fields["decision"] = "allow"
            let answer = try await browser.post(theirs.base + "/consent", fields)
            #expect(answer.status == 400)
            #expect(answer["Location"] == nil)
            #expect(try await ours.world.rowCounts()["authorization_code"] == 0)
        }
    }

    @Test("a form's token", arguments: DialectCase.all)
    func formToken(_ dialect: DialectCase) async throws {
        try await Self.run(dialect) { ours, theirs in
            let browser = ours.tester.browser()
            let page = try await browser.get(ours.base + "/sign-in")
            var fields = TestBrowser.hiddenFields(of: page.body, action: "/sign-in")
            fields["email"] = Vendor.email
            fields["password"] = World.password
            #expect(try await browser.post(theirs.base + "/sign-in", fields).status == 403)
            #expect(try await browser.post(ours.base + "/sign-in", fields).status == 303)
        }
    }
}
