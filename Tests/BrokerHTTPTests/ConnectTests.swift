import Model
import TestSupport
import Testing

@Suite("connecting an account", .database)
struct ConnectTests {
    @Test("a person signs in, allows, and the platform holds a token for the account")
    func connects() async throws {
        try await World.run { world in
            let tenant = try await world.tenant()
            let account = try await world.account(in: tenant)
            _ = try await world.user(in: [account], of: tenant)
            let platform = try await world.platform(in: tenant)
            let base = "/t/\(tenant.slug)"
            try await world.serving { tester in
                let browser = tester.browser()
                let page = try await browser.signIn(
                    at: "\(base)/oauth/open-api/\(platform.platform.clientID)?state=a%20b", email: "ada@first.example", base: base)
                #expect(page.status == 200)
                let answer = try await browser.decide("allow", on: page.body, base: base)
                #expect(answer.status == 302)
                let location = try #require(answer["Location"])
                #expect(location.hasPrefix("\(World.redirectURI)?state=a%20b&code="))
                let code = try #require(location.split(separator: "=").last.map(String.init))
                world.secrets.add(code)
                let token = try await tester.postJSON(
                    "\(base)/oauth/tokens",
                    ["client_id": platform.platform.clientID, "client_secret": platform.secret.value, "code": code])
                #expect(token.status == 200)
                #expect(token.json["xref_account_id"] == account.publicID)
            }
        }
    }
}
