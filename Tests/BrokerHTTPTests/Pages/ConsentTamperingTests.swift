import TestSupport
import Testing

@Suite("consent forms with other fields than the page had", .database)
struct ConsentTamperingTests {
    @Test("an account the person is not in is 403")
    func foreignAccount() async throws {
        try await Front.run { front in
            let other = try await front.world.account("Other", in: front.tenant)
            let browser = front.tester.browser()
            let (page, _) = try await front.consent(in: browser)
            try await front.storingNothing {
                for account in [other.publicID, "none", "", front.account.publicID.uppercased() + "x"] {
                    for decision in ["allow", "disconnect"] {
                        let answer = try await browser.decide(decision, on: page.body, account: account, base: front.base)
                        #expect(answer.status == (account.isEmpty ? 400 : 403))
                        #expect(answer["Location"] == nil)
                    }
                }
            }
        }
    }

    @Test("a person who left the account after the page was shown is 403")
    func leftMeanwhile() async throws {
        try await Front.run { front in
            let browser = front.tester.browser()
            let (page, _) = try await front.consent(in: browser)
            try await front.world.inspect { session in try session.execute("DELETE FROM membership") }
            #expect(try await browser.decide("allow", on: page.body, base: front.base).status == 403)
        }
    }

    @Test("a request sealed for another session is refused, also one of the same person's")
    func foreignRequest() async throws {
        try await Front.run { front in
            let (_, other) = try await front.consent(in: front.tester.browser())
            let browser = front.tester.browser()
            let (_, right) = try await front.consent(in: browser)
            let sealed = try #require(right["request"])
            try await front.storingNothing {
                for request in [other["request"], "", "x", String(sealed.dropLast(4)), String(sealed.reversed()), nil] {
                    var fields = right
                    fields["request"] = request
                    fields["decision"] = "allow"
                    let answer = try await browser.post("\(front.base)/consent", fields)
                    #expect(answer.status == 400)
                    #expect(answer["Location"] == nil)
                }
            }
        }
    }

    @Test("fields the form has no use for change nothing")
    func ignoresStrangers() async throws {
        try await Front.run { front in
            let other = try await front.world.platform(name: "Other", redirectURIs: ["https://other.example/cb"], in: front.tenant)
            let browser = front.tester.browser()
            let (_, right) = try await front.consent(in: browser, state: "s1")
            let fields = right.merging([
                "decision": "allow", "client_id": other.platform.clientID, "redirect_uri": "https://other.example/cb", "state": "evil",
                "scope": "*", "tenant": "other", "user": "eve",
            ]) { $1 }
            let answer = try await browser.post("\(front.base)/consent", fields)
            let location = try #require(answer["Location"])
            #expect(location.hasPrefix("\(World.redirectURI)?state=s1&code="))
            let code = String(location.suffix(43))
            front.world.secrets.add(code)
            #expect(try await front.exchange(code).json["xref_account_id"] == front.account.publicID)
        }
    }

    @Test("no decision, an unknown one and a doubled one are 400", arguments: [nil, "", "Allow", "maybe"] as [String?])
    func decision(_ decision: String?) async throws {
        try await Front.run { front in
            let browser = front.tester.browser()
            let (_, right) = try await front.consent(in: browser)
            var fields = right
            fields["decision"] = decision
            try await front.storingNothing {
                let answer = try await browser.post("\(front.base)/consent", fields)
                #expect(answer.status == 400)
            }
        }
    }

    @Test("a platform that was disabled or moved after the page was shown gets no code")
    func platformChanged() async throws {
        try await Front.run { front in
            let browser = front.tester.browser()
            let (page, _) = try await front.consent(in: browser)
            try await front.world.inspect { session in
                try session.execute("UPDATE platform SET redirect_uris = '{https://moved.example/cb}'", rows: 1)
            }
            let moved = try await browser.decide("allow", on: page.body, base: front.base)
            #expect(moved.status == 400)
            #expect(moved["Location"] == nil)
            try await front.world.inspect { session in try session.execute("UPDATE platform SET disabled_at = now()", rows: 1) }
            for decision in ["allow", "deny"] {
                #expect(try await browser.decide(decision, on: page.body, base: front.base)["Location"] == nil)
            }
        }
    }
}
