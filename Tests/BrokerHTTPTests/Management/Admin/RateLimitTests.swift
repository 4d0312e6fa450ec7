import TestSupport
import Testing

@Suite("how many requests a key may send to the management API", .database)
struct RateLimitTests {
    @Test("answers say what is left; the one too many is told when to come back; another key has its own")
    func limits() async throws {
        try await Desk.run(managementRequestsPerMinute: 3) { desk async throws in
            let other = try await desk.world.adminKey(for: desk.tenant).secret
            for left in [2, 1, 0] as [Int] {
                let answer = try await desk.call("GET", left == 1 ? "nothing" : "events")
                #expect(answer.status == (left == 1 ? 404 : 200))
                #expect(answer["RateLimit-Policy"] == #""key";q=3;w=60"#)
                #expect(answer["RateLimit"]?.hasPrefix(#""key";r=\#(left);t="#) == true)
            }
            let refused = try await desk.call("GET", "events")
            #expect(refused.isProblem(429, "too-many-requests"))
            let wait = try #require(refused["Retry-After"].flatMap { Int($0) })
            #expect((1...20).contains(wait))
            #expect(refused["RateLimit"]?.hasPrefix(#""key";r=0;t="#) == true)
            #expect(try await desk.call("GET", "events", key: other).status == 200)
            #expect(try await desk.call("GET", "events", key: "symbolon_admin_none").isProblem(401, "unauthorized"))
        }
    }
}
