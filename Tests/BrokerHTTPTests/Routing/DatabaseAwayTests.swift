import Model
import TestSupport
import Testing

@Suite("while the database is away")
struct DatabaseAwayTests {
    @Test("every endpoint says so and when to come back; once it is back all go on by themselves, a code from before too")
    func recovers() async throws {
        try await World.runOnOwnServer { world, server in
            let tenant = try await world.tenant()
            let account = try await world.account(in: tenant)
            let user = try await world.user(in: [account], of: tenant)
            let platform = try await world.platform(in: tenant)
            try await world.serving { tester in
                let front = Front(
                    world: world, tester: tester, tenant: tenant, account: account, user: user, platform: platform,
                    base: "/t/\(tenant.slug)")
                for mode in [PrivatePostgres.StopMode.fast, .immediate] {
                    let token = try await front.token()
                    let code = try await front.code()
                    server.stop(mode)
                    try await Self.expectAway(front, token: token, code: code)
                    try server.start()
                    try await Self.untilReady(tester)
                    #expect(try await front.validate(token).status == 200)
                    let answer = try await front.exchange(code)
                    #expect(answer.status == 200)
                    #expect(try await front.validate(try #require(answer.json["access_token"])).status == 200)
                    #expect(try await tester.get(front.authorization).status == 200)
                }
            }
        }
    }

    private static func expectAway(_ front: Front, token: String, code: String) async throws {
        let header = [("Authorization", "Token \(token)")]
        let answers = [
            try await front.exchange(code), try await front.validate(token),
            try await front.tester.send("POST", "\(front.base)/oauth/deauthorize", headers: header),
            try await front.tester.get(front.authorization), try await front.tester.get("\(front.base)/sign-in"),
        ]
        for answer in answers {
            #expect(answer.status == 503)
            #expect(answer["Retry-After"] == "1")
            #expect(answer.json["error"] == "temporarily_unavailable")
            #expect(answer["Cache-Control"] == "no-store")
        }
        let page = try await front.tester.get(front.authorization, headers: [("Accept", "text/html")])
        #expect(page.status == 503)
        #expect(page["Retry-After"] == "1")
        #expect(page.body.contains("<h1>Please try again in a moment</h1>"))
        #expect(try await front.tester.send("GET", "/health/ready", management: true).status == 503)
        #expect(try await front.tester.send("GET", "/health/live", management: true).status == 200)
    }

    private static func untilReady(_ tester: HTTPTester) async throws {
        for _ in 0..<600 {
            if try await tester.send("GET", "/health/ready", management: true).status == 200 { return }
            try await Task.sleep(for: .milliseconds(50))
        }
        Issue.record("the server does not become ready again")
    }
}
