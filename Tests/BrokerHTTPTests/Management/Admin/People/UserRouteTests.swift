import Broker
import Foundation
import Model
import TestSupport
import Testing

@Suite("users and memberships in the management API", .database)
struct UserRouteTests {
    @Test("users are registered, shown, found by address, changed, put to sleep and woken")
    func life() async throws {
        try await Desk.run { desk in
            let made = try await desk.call(
                "POST", "users", #"{"email":"Ada@First.example","name":"Ada","password":"correct horse battery"}"#)
            #expect(made.status == 201)
            #expect(!made.body.contains("horse"))
            let id = try #require(made.object["id"] as? String)
            #expect(made["Location"] == "\(desk.base)/users/\(id)")
            let shown = try await desk.call("GET", "users/\(id)")
            #expect(shown.body == made.body)
            #expect(try await desk.call("GET", "users?email=ada@first.EXAMPLE").rows.first?["email"] as? String == "Ada@First.example")
            #expect(try await desk.call("GET", "users?email=nobody@first.example").rows.isEmpty)
            let changed = try await desk.call("PATCH", "users/\(id)", #"{"email":"grace@first.example","name":null}"#)
            #expect(changed.object["email"] as? String == "grace@first.example")
            #expect(changed.object["name"] is NSNull)
            #expect(try await desk.call("GET", "users?email=ada@first.example").rows.isEmpty)
            #expect(try await desk.call("PUT", "users/\(id)/password", #"{"password":"another good one"}"#).status == 204)
            #expect(try await desk.call("POST", "users/\(id)/disable").object["disabled_at"] is String)
            #expect(try await desk.call("GET", "users?state=disabled").rows.count == 1)
            #expect(try await desk.call("POST", "users/\(id)/enable").object["disabled_at"] is NSNull)
        }
    }

    @Test("whoever has a new address signs in by that one, and is signed in still")
    func address() async throws {
        try await Front.run { front in
            let (key, _) = try await front.world.adminKey(for: front.tenant)
            let browser = front.tester.browser()
            _ = try await front.consent(in: browser)
            let path = "/admin/v1/tenants/\(front.tenant.slug)/users/\(front.user.id)"
            let answer = try await front.tester.send(
                "PATCH", path, headers: [("Authorization", "Bearer \(key)"), ("Content-Type", "application/json")],
                body: #"{"email":"new@first.example"}"#, management: true)
            #expect(answer.status == 200)
            let still = try await browser.get(front.authorization)
            #expect(!TestBrowser.hiddenFields(of: still.body, action: "/consent").isEmpty)
            let other = try await front.consent(in: front.tester.browser(), as: "new@first.example")
            #expect(!other.fields.isEmpty)
        }
    }

    @Test("input that cannot be taken is told by its field")
    func refusals() async throws {
        try await Desk.run { desk in
            let made = try await desk.call("POST", "users", #"{"email":"ada@first.example"}"#)
            let id = try #require(made.object["id"] as? String)
            let other = try #require(try await desk.call("POST", "users", #"{"email":"bob@first.example"}"#).object["id"] as? String)
            for (body, field) in [
                (#"{}"#, "email"), (#"{"email":"x"}"#, "email"), (#"{"email":"a b@c"}"#, "email"),
                (#"{"email":"ADA@first.example"}"#, "email"),
                (#"{"email":"c@d","password":"short"}"#, "password"),
                (#"{"email":"c@d","name":"\#(String(repeating: "x", count: 201))"}"#, "name"),
                (#"{"email":"c@d","name":"a\u0007"}"#, "name"), (#"{"email":"c@d","roles":[]}"#, "roles"),
            ] {
                let answer = try await desk.call("POST", "users", body)
                #expect(answer.isProblem(422, "invalid-input", fields: [field]), "\(body): \(answer.body)")
            }
            #expect(
                try await desk.call("PATCH", "users/\(other)", #"{"email":"Ada@first.example"}"#).isProblem(
                    422, "invalid-input", fields: ["email"]))
            #expect(
                try await desk.call("PUT", "users/\(id)/password", #"{"password":"short"}"#).isProblem(
                    422, "invalid-input", fields: ["password"]))
            #expect(try await desk.call("GET", "users?account_id=none").isProblem(422, "invalid-input", fields: ["account_id"]))
            #expect(try await desk.call("GET", "users/x").isProblem(400, "malformed-request", fields: ["id"]))
            for (method, path, body) in [
                ("GET", "", nil), ("PATCH", "", "{}"), ("DELETE", "", nil), ("PUT", "/password", #"{"password":"correct horse"}"#),
                ("POST", "/enable", nil), ("POST", "/disable", nil), ("POST", "/revoke", nil), ("GET", "/deletion", nil),
            ] as [(String, String, String?)] {
                #expect(
                    try await desk.call(method, "users/\(AdminRoute.nobody)\(path)", body).isProblem(404, "not-found"), "\(method) \(path)")
            }
        }
    }

    @Test("memberships are put, changed, listed by account and by user, and taken away")
    func memberships() async throws {
        try await Desk.run { desk in
            let user = try #require(try await desk.call("POST", "users", #"{"email":"ada@first.example"}"#).object["id"] as? String)
            for id in ["one", "two"] { _ = try await desk.call("POST", "accounts", #"{"name":"N","id":"\#(id)"}"#) }
            let made = try await desk.call("PUT", "memberships/one/\(user)", #"{"roles":["administrator","reader"]}"#)
            #expect(made.status == 201)
            #expect(made["Location"] == "\(desk.base)/memberships/one/\(user)")
            #expect(try await desk.call("GET", "memberships/one/\(user)").body == made.body)
            let again = try await desk.call("PUT", "memberships/one/\(user)", #"{"roles":["administrator","reader"]}"#)
            #expect(again.status == 200)
            #expect(again.body == made.body)
            let changed = try await desk.call(
                "PUT", "memberships/one/\(user)", #"{"roles":[]}"#, headers: [("If-Match", try #require(made["ETag"]))])
            #expect(changed.object["roles"] as? [String] == [])
            #expect(
                try await desk.call(
                    "PUT", "memberships/one/\(user)", #"{"roles":["x"]}"#, headers: [("If-Match", try #require(made["ETag"]))]
                )
                .isProblem(412, "precondition-failed"))
            #expect(try await desk.call("PUT", "memberships/two/\(user)", #"{"roles":["a"]}"#).status == 201)
            #expect(
                try await desk.call("GET", "memberships?user_id=\(user)").rows.compactMap { $0["account_id"] as? String } == ["two", "one"])
            let first = try await desk.call("GET", "memberships?limit=1")
            let second = try await desk.call("GET", "memberships?limit=1&cursor=\(try #require(first.cursor))")
            #expect(second.rows.first?["account_id"] as? String == "one")
            #expect(second.cursor == nil)
            #expect(try await desk.call("GET", "memberships?account_id=two").rows.first?["email"] as? String == "ada@first.example")
            #expect(try await desk.call("DELETE", "memberships/two/\(user)").status == 204)
            #expect(try await desk.call("DELETE", "memberships/two/\(user)").isProblem(404, "not-found"))
            #expect(try await desk.call("GET", "memberships/two/\(user)").isProblem(404, "not-found"))
            for (account, user, body, status) in [
                ("none", user, #"{"roles":[]}"#, 404), ("one", AdminRoute.nobody, #"{"roles":[]}"#, 404), ("one", user, "{}", 422),
                ("one", user, #"{"roles":["a b"]}"#, 422), ("one", user, #"{"roles":"a"}"#, 422), ("one", "x", #"{"roles":[]}"#, 400),
                ("one", user, "{\"roles\":[\((0...50).map { "\"r\($0)\"" }.joined(separator: ","))]}", 422),
            ] {
                #expect(try await desk.call("PUT", "memberships/\(account)/\(user)", body).status == status, "\(account) \(body)")
            }
        }
    }
}
