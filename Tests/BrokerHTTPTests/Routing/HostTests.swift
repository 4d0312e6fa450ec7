import TestSupport
import Testing

@Suite("the host of a request", .database)
struct HostTests {
    @Test(
        "finds the tenant, whatever its case and port",
        arguments: ["login.vendor.example", "LOGIN.vendor.example", "login.vendor.example:8443"])
    func finds(_ host: String) async throws {
        try await Front.run(tenantURL: "https://login.vendor.example") { front in
            let path = "/oauth/open-api/\(front.platform.platform.clientID)"
            let page = try await front.tester.get(path, headers: [("Host", host)])
            #expect(page.status == 200)
            #expect(page.body.contains(#"action="/sign-in""#))
            #expect(try await front.tester.get("/sign-in", headers: [("Host", host)]).status == 200)
            #expect(try await front.tester.get(front.authorization, headers: [("Host", "other.example")]).status == 200)
        }
    }

    @Test("that is nobody's finds nothing", arguments: ["evil.example", "login.vendor.example.evil.example", "symbolon.test"])
    func findsNothing(_ host: String) async throws {
        try await Front.run(tenantURL: "https://login.vendor.example") { front async throws in
            for path in ["/", "/sign-in", "/oauth/tokens", "/oauth/open-api/\(front.platform.platform.clientID)"] {
                #expect(try await front.tester.get(path, headers: [("Host", host)]).status == 404)
            }
        }
    }

    @Test(
        "and what proxies may have added never change a link, a redirect or a cookie",
        arguments: [
            ("Host", "evil.example"), ("Host", "evil.example:80@symbolon.test"), ("Host", "symbolon.test\"><script>"),
            ("X-Forwarded-Host", "evil.example"),
            ("Forwarded", "host=evil.example;proto=https"), ("X-Forwarded-Proto", "https"), ("X-Forwarded-Prefix", "/evil"),
            ("X-Original-URL", "/evil"), ("X-Rewrite-URL", "/evil"), ("X-HTTP-Method-Override", "DELETE"),
        ])
    func changesNothing(_ name: String, _ value: String) async throws {
        try await Front.run { front in
            let plain = try await front.tester.get("\(front.base)/sign-in")
            let page = try await front.tester.get("\(front.base)/sign-in", headers: [(name, value)])
            guard page.status == 200 else {
                #expect(page.status == 400)
                return
            }
            func links(_ page: HTTPTester.Answer) -> [String] {
                page.body.matches(of: /(?:href|src|action)="([^"]*)"/).map { String($0.1) }
            }
            #expect(!page.body.contains("evil"))
            #expect(links(page) == links(plain))
            #expect(Self.attributes(page) == Self.attributes(plain))

            let cookie = try #require(page["Set-Cookie"]?.prefix { $0 != ";" })
            let token = try #require(TestBrowser.hiddenFields(of: page.body, action: "/sign-in")["form_token"])
            let body =
                "form_token=\(token.replacing("+", with: "%2B"))&email=ada%40first.example&password=\(World.password.replacing(" ", with: "+"))"
            let answer = try await front.tester.send(
                "POST", "\(front.base)/sign-in",
                headers: [(name, value), ("Cookie", String(cookie)), ("Content-Type", "application/x-www-form-urlencoded")], body: body)
            #expect(answer.status == 303)
            #expect(answer["Location"] == front.base + "/")
            #expect(Self.attributes(answer) == ["Path=\(front.base)", "HttpOnly", "SameSite=Lax", "Max-Age=43200"])
        }
    }

    private static func attributes(_ answer: HTTPTester.Answer) -> Set<Substring> {
        Set((answer["Set-Cookie"] ?? "").split(separator: ";").dropFirst().map { $0.trimmingPrefix(" ") })
    }

    @Test(
        "a slug that is nobody's, or a tenant that sleeps, is nothing",
        arguments: ["/t/none/sign-in", "/t/", "/t", "/t//sign-in", "/T/SLUG/sign-in", "/t/%2e%2e/sign-in"])
    func unknownSlug(_ path: String) async throws {
        try await Front.run { front in
            #expect(try await front.tester.get(path.replacing("SLUG", with: front.tenant.slug)).status == 404)
            try await front.world.inspect { session in try session.execute("UPDATE tenant SET disabled_at = now()", rows: 1) }
            #expect(try await front.tester.get("\(front.base)/sign-in").status == 404)
        }
    }

    @Test("a missing one, or two, are refused (RFC 9112 §3.2)")
    func number() async throws {
        try await Front.run { front in
            for hosts in ["", "Host: a.example\r\nHost: b.example\r\n"] {
                let text = try await RawConnection.talk(to: front.tester.port) { connection in
                    connection.send("GET \(front.base)/sign-in HTTP/1.1\r\n\(hosts)Connection: close\r\n\r\n")
                    return try connection.readToEnd()
                }
                #expect(RawConnection.statuses(in: text) == [400], "\(hosts)")
            }
        }
    }
}
