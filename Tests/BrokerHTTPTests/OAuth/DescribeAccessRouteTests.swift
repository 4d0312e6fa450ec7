import Broker
import Dialects
import Model
import OAuth
import TestSupport
import Testing

@Suite("what a token may do, over HTTP", .database)
struct DescribeAccessRouteTests {
    @Test(
        "in the account the header names, under its old name too, and never in one the person is not in",
        arguments: ["/introspect", "/v1/me"])
    func headers(_ path: String) async throws {
        try await Front.run(.xurrent, Front.Setup(roles: ["account_administrator"])) { front in
            let other = try await front.world.account("Other", in: front.tenant)
            try await ChangeMembership(engine: front.world.engine).join(
                email: Front.email, account: other.publicID, roles: [], in: front.tenant, by: .server)
            let token = ("Authorization", "Bearer \(try await front.pair().accessToken)")
            func ask(_ headers: [(String, String)]) async throws -> HTTPTester.Answer {
                try await front.tester.get(front.base + path, headers: [token] + headers)
            }
            let all = try await ask([])
            #expect(all.status == 200)
            for name in ["X-Xurrent-Account", "x-xurrent-account", "X-4me-Account"] {
                #expect(try await ask([(name, front.account.publicID)]).body == all.body)
                let few = try await ask([(name, other.publicID)])
                #expect(few.status == 200)
                if path == "/introspect" { #expect(few.body.utf8.count < all.body.utf8.count) }
                for account in ["none", "", "*"] {
                    let refused = try await ask([(name, account)])
                    #expect(refused.status == 400)
                    #expect(refused.json["message"]?.lowercased() == "invalid \(name.lowercased()) header")
                }
            }
            // Two that differ name no account.
            let two = try await ask([("X-Xurrent-Account", other.publicID), ("X-4me-Account", front.account.publicID)])
            #expect(two.status == 400)
        }
    }

    @Test("nothing without a good token, in the vendor's own form", arguments: ["/introspect", "/v1/me"])
    func noToken(_ path: String) async throws {
        try await Front.run(.xurrent) { front in
            for headers in [[], [("Authorization", "Bearer x")], [("Authorization", "Token x")]] {
                let answer = try await front.tester.get(front.base + path, headers: headers)
                #expect(answer.status == 401)
                #expect(Set(answer.json.keys) == ["message"])
            }
        }
    }
}
