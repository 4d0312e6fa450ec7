import TestSupport
import Testing

@Suite("the consent page", .database)
struct ConsentPageTests {
    @Test("names platform, account, person, lifetime and where it leads")
    func tells() async throws {
        try await Front.run { front in
            let (page, fields) = try await front.consent(in: front.tester.browser())
            for text in [
                "<bdi>Partner</bdi>", "<bdi>A partner.</bdi>", "https://partner.example", "<bdi>First Account</bdi>", "<bdi>Ada</bdi>",
                Front.email, "Until it is disconnected", #"value="allow""#, #"value="deny""#,
            ] { #expect(page.body.contains(text), "\(text)") }
            #expect(!page.body.contains(#"value="disconnect""#))
            #expect(fields["account"] == front.account.publicID)
        }
    }

    @Test("somebody in no account cannot allow anything")
    func noAccount() async throws {
        try await Front.run { front in
            _ = try await front.world.user("alone@first.example", in: [], of: front.tenant)
            let (page, fields) = try await front.consent(in: front.tester.browser(), as: "alone@first.example")
            #expect(page.status == 403)
            #expect(fields.isEmpty)
            #expect(page.body.contains("No account to connect"))
        }
    }

    @Test("somebody in several accounts chooses one, and only that is connected")
    func severalAccounts() async throws {
        try await Front.run { front in
            let second = try await front.world.account("Second Account", in: front.tenant)
            _ = try await front.world.user("both@first.example", in: [front.account, second], of: front.tenant)
            let browser = front.tester.browser()
            let (page, fields) = try await front.consent(in: browser, as: "both@first.example")
            #expect(fields["account"] == nil)
            for account in [front.account, second] {
                #expect(page.body.contains(#"type="radio" name="account" value="\#(account.publicID)" required>"#))
            }
            #expect(try await browser.decide("allow", on: page.body, base: front.base).status == 400)
            let answer = try await browser.decide("allow", on: page.body, account: second.publicID, base: front.base)
            let code = String(try #require(answer["Location"]).suffix(43))
            front.world.secrets.add(code)
            #expect(try await front.exchange(code).json["xref_account_id"] == second.publicID)
            let later = try await browser.get(front.authorization)
            #expect(later.body.ranges(of: "Already connected by").count == 1)
            #expect(later.body.contains(#"value="disconnect""#))
        }
    }

    @Test("a disabled account is not offered")
    func disabledAccount() async throws {
        try await Front.run { front in
            let second = try await front.world.account("Second Account", in: front.tenant)
            _ = try await front.world.user("both@first.example", in: [front.account, second], of: front.tenant)
            let id = second.id.rawValue
            try await front.world.inspect { session in
                try session.execute("UPDATE account SET disabled_at = now() WHERE id = \(id)", rows: 1)
            }
            let (page, fields) = try await front.consent(in: front.tester.browser(), as: "both@first.example")
            #expect(fields["account"] == front.account.publicID)
            #expect(!page.body.contains("Second Account"))
        }
    }
}
