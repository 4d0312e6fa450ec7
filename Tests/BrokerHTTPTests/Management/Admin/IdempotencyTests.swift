import Broker
import Foundation
import Model
import Postgres
import TestSupport
import Testing

@Suite("a write that is sent again", .database)
struct IdempotencyTests {
    private static func key(_ text: String = "k-1") -> [(String, String)] { [("Idempotency-Key", text)] }

    private func endpoints(_ desk: Desk) async throws -> Int { try await desk.call("GET", "webhook-endpoints").rows.count }

    private func body(_ desk: Desk, _ url: String = "https://partner.example/hook") -> String {
        #"{"client_id":"\#(desk.clientID)","url":"\#(url)"}"#
    }

    @Test("has its effect once, and the same answer again: the secret that is shown once, too")
    func once() async throws {
        try await Desk.run { desk in
            let first = try await desk.call("POST", "webhook-endpoints", body(desk), headers: Self.key())
            #expect(first.status == 201)
            #expect(first["Idempotent-Replayed"] == nil)
            let again = try await desk.call("POST", "webhook-endpoints", body(desk), headers: Self.key())
            #expect(again.status == 201)
            #expect(again.body == first.body)
            #expect(again["Idempotent-Replayed"] == "true")
            for name in ["Location", "ETag", "Content-Type", "Cache-Control"] { #expect(again[name] == first[name], "\(name)") }
            #expect(try await endpoints(desk) == 1)
            let id = try #require(first.object["id"] as? String)
            for _ in 0..<2 {
                let deleted = try await desk.call("DELETE", "webhook-endpoints/\(id)", headers: Self.key("delete"))
                #expect(deleted.status == 204)
                #expect(deleted.body.isEmpty)
            }
            #expect(try await desk.call("DELETE", "webhook-endpoints/\(id)").status == 404)
        }
    }

    @Test("is refused where the key came with another request")
    func other() async throws {
        try await Desk.run { desk in
            #expect(try await desk.call("POST", "webhook-endpoints", body(desk), headers: Self.key()).status == 201)
            let changed = try await desk.call("POST", "webhook-endpoints", body(desk, "https://other.example/"), headers: Self.key())
            #expect(changed.isProblem(422, "invalid-input", fields: ["Idempotency-Key"]))
            let elsewhere = try await desk.call("POST", "keys", #"{"name":"x"}"#, headers: Self.key())
            #expect(elsewhere.isProblem(422, "invalid-input", fields: ["Idempotency-Key"]))
            #expect(try await endpoints(desk) == 1)
            // Another key of the API, and another tenant, have keys of their own.
            let other = try await desk.world.adminKey(for: desk.tenant).secret
            #expect(try await desk.call("POST", "webhook-endpoints", body(desk), key: other, headers: Self.key()).status == 201)
        }
    }

    @Test("may be mended under its key after a refusal")
    func mended() async throws {
        try await Desk.run { desk in
            for bad in [body(desk, "x"), "{", #"{"client_id":"nobody","url":"https://a.example"}"#] {
                let answer = try await desk.call("POST", "webhook-endpoints", bad, headers: Self.key())
                #expect([400, 422].contains(answer.status))
            }
            #expect(try await desk.call("POST", "webhook-endpoints", body(desk), headers: Self.key()).status == 201)
            for bad in ["", "a b", String(repeating: "k", count: 256), "k\u{e9}"] {
                let answer = try await desk.call("POST", "webhook-endpoints", body(desk), headers: Self.key(bad))
                #expect(answer.isProblem(400, "malformed-request", fields: ["Idempotency-Key"]), "\(bad)")
            }
            let twice = try await desk.call("POST", "webhook-endpoints", body(desk), headers: Self.key("a") + Self.key("b"))
            #expect(twice.isProblem(400, "malformed-request", fields: ["Idempotency-Key"]))
            #expect(try await desk.call("GET", "webhook-endpoints", headers: Self.key()).rows.count == 1)
        }
    }

    @Test(
        "may be sent again under its key where it was cut short after its first transaction",
        arguments: [("DELETE", "", nil), ("POST", "/revoke", nil), ("PATCH", "", #"{"scopes":["read"]}"#)] as [(String, String, String?)])
    func cutShort(_ method: String, _ path: String, _ json: String?) async throws {
        try await Desk.run { desk in
            let account = try await desk.world.account(in: desk.tenant)
            let user = try await desk.world.user(in: [account], roles: ["administrator"], of: desk.tenant)
            let platform = try await desk.world.platform(name: "Wide", scopes: ["read", "write"], in: desk.tenant)
            _ = try await desk.world.code(for: platform.platform, account: account, user: user, in: desk.tenant)
            let path = "platforms/\(platform.platform.clientID)\(path)"
            let asked = try await desk.call("GET", "platforms/\(platform.platform.clientID)")
            let headers = Self.key() + [("If-Match", try #require(asked["ETag"]))]
            try await desk.world.holding { session in
                try session.execute("SELECT FROM account_grant FOR UPDATE")
            } _: { _ in
                let refused = try await desk.call(method, path, json, headers: headers)
                #expect(refused.status == 503)
            }
            let again = try await desk.call(method, path, json, headers: headers)
            #expect(again.status == 200, "\(again.body)")
            #expect(try await desk.call(method, path, json, headers: headers)["Idempotent-Replayed"] == "true")
        }
    }

    @Test("has its effect once where sixteen are sent at the same time")
    func race() async throws {
        try await Desk.run { desk in
            let body = body(desk)
            let answers = try await withThrowingTaskGroup(of: HTTPTester.Answer.self) { group in
                for _ in 0..<16 {
                    group.addTask { try await desk.call("POST", "webhook-endpoints", body, headers: Self.key()) }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            let done = answers.filter { $0.status == 201 }
            #expect(!done.isEmpty)
            #expect(Set(done.map(\.body)).count == 1)
            for answer in answers where answer.status != 201 {
                #expect(answer.isProblem(409, "conflict"))
                #expect(answer["Retry-After"] == "1")
            }
            #expect(try await endpoints(desk) == 1)
        }
    }

    @Test(
        "is taken over after a minute if nothing came of it, cannot have an effect any more, and is never done twice if its answer was lost"
    )
    func takenOver() async throws {
        try await Desk.run { desk in
            let requests = IdempotentRequests(engine: desk.world.engine)
            let key = try #require(
                try await AuthenticateAdminKey(engine: desk.world.engine)(.init(desk.key)))
            func begin() async throws -> IdempotentRequests.Beginning {
                try await requests.begin("k", request: "POST x", by: key, in: desk.tenant)
            }
            guard case .claimed(let slow) = try await begin() else { throw TestFailure() }
            await #expect(throws: IdempotencyRefusal.underWay) { _ = try await begin() }
            try await Self.age(desk, "2 minutes")
            guard case .claimed(let second) = try await begin() else { throw TestFailure() }
            // The first one wakes up: what it does is rolled back.
            let before = try await desk.world.rowCounts()
            await #expect(throws: IdempotencyRefusal.underWay) {
                _ = try await CreateAccount(engine: desk.world.engine)(
                    name: "x", publicID: nil, in: desk.tenant, by: .server, origin: .local.claiming(slow))
            }
            #expect(try await desk.world.rowCounts() == before)
            _ = try await CreateAccount(engine: desk.world.engine)(
                name: "x", publicID: nil, in: desk.tenant, by: .server, origin: .local.claiming(second))
            try await requests.release(second, in: desk.tenant)
            try await Self.age(desk, "2 minutes")
            await #expect(throws: IdempotencyRefusal.answerLost) { _ = try await begin() }
            try await Self.age(desk, "1 day")
            guard case .claimed = try await begin() else { throw TestFailure() }
        }
    }

    private struct TestFailure: Error {}

    private static func age(_ desk: Desk, _ interval: String) async throws {
        try await desk.world.inspect { session in
            try session.execute("UPDATE idempotency_record SET claimed_at = claimed_at - \(interval)::text::interval")
        }
    }
}
