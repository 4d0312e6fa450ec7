import Broker
import Foundation
import Model
import TestSupport
import Testing

@Suite("keys by the management API", .database)
struct KeyRouteTests {
    @Test("a key is shown once, is listed without its value, and says when it was used")
    func lifecycle() async throws {
        try await Desk.run { desk in
            let made = try await desk.call("POST", "keys", #"{"name":"deploy","permissions":["events:read"],"expires_in_seconds":3600}"#)
            #expect(made.status == 201)
            let key = try #require(made.object["key"] as? String)
            let id = try #require(made.object["id"] as? String)
            #expect(made["Location"] == "\(desk.base)/keys/\(id)")
            let shown = try await desk.call("GET", "keys/\(id)")
            #expect(shown.object["key"] == nil)
            #expect(shown["ETag"] == made["ETag"])
            #expect(shown.object["last_used_at"] is NSNull)
            #expect(try await desk.call("GET", "events", key: key).status == 200)
            #expect(try await desk.call("GET", "keys/\(id)").object["last_used_at"] is String)
            let listed = try await desk.call("GET", "keys")
            #expect(listed.rows.count == 2)
            #expect(!listed.body.contains(key))
            #expect(try await desk.call("POST", "keys/\(id)/revoke").status == 204)
            #expect(try await desk.call("GET", "events", key: key).isProblem(401, "unauthorized"))
            #expect(try await desk.call("POST", "keys/\(id)/revoke").isProblem(422, "invalid-input", fields: ["id"]))
            #expect(try await desk.call("POST", "keys/\(id)/rotate").isProblem(422, "invalid-input", fields: ["id"]))
        }
    }

    @Test("after a rotation both keys are let in, and with no overlap only the new one")
    func rotation() async throws {
        try await Desk.run { desk in
            let first = try await desk.world.adminKey(for: desk.tenant, name: "one", permissions: [.read(.events)])
            let second = try await desk.call("POST", "keys/\(first.key.id)/rotate", #"{"overlap_seconds":60}"#)
            #expect(second.status == 201)
            #expect(second.object["name"] as? String == "one")
            #expect(second.object["permissions"] as? [String] == ["events:read"])
            let key = try #require(second.object["key"] as? String)
            for live in [first.secret, key] { #expect(try await desk.call("GET", "events", key: live).status == 200) }
            #expect(try await desk.call("GET", "keys/\(first.key.id)").object["expires_at"] is String)
            let id = try #require(second.object["id"] as? String)
            let third = try await desk.call("POST", "keys/\(id)/rotate", #"{"overlap_seconds":0}"#)
            #expect(try await desk.call("GET", "events", key: key).status == 401)
            #expect(try await desk.call("GET", "events", key: try #require(third.object["key"] as? String)).status == 200)
            let long = try await desk.call("POST", "keys/\(id)/rotate", #"{"overlap_seconds":2592001}"#)
            #expect(long.isProblem(422, "invalid-input", fields: ["overlap_seconds"]))
        }
    }

    @Test("a key makes none that outlives it, and a rotated one lives as long as the one before was made for")
    func lifetimes() async throws {
        try await Desk.run { desk in
            let short = try await desk.world.adminKey(for: desk.tenant, lifetime: .seconds(3600))
            let end = try #require(try await desk.call("GET", "keys/\(short.key.id)").object["expires_at"] as? String)
            for body in [#"{"name":"x"}"#, #"{"name":"x","expires_in_seconds":7200}"#] {
                let made = try await desk.call("POST", "keys", body, key: short.secret)
                #expect(made.object["expires_at"] as? String == end)
            }
            let endless = try await desk.world.adminKey(for: desk.tenant)
            let capped = try await desk.call("POST", "keys/\(endless.key.id)/rotate", key: short.secret)
            #expect(capped.object["expires_at"] as? String == end)
            let rotated = try await desk.call("POST", "keys/\(short.key.id)/rotate", key: desk.key)
            let until = try #require((rotated.object["expires_at"] as? String).flatMap(RFC3339.date))
            let since = try #require((rotated.object["created_at"] as? String).flatMap(RFC3339.date))
            #expect(abs(until.timeIntervalSince(since) - 3600) < 2)
        }
    }

    @Test("an operator's key is not a tenant's to see, rotate or revoke")
    func operators() async throws {
        try await Desk.run { desk in
            let (secret, key) = try await desk.world.adminKey(name: "ops")
            #expect(try await desk.call("GET", "keys/\(key.id)").isProblem(404, "not-found"))
            for action in ["rotate", "revoke"] {
                #expect(try await desk.call("POST", "keys/\(key.id)/\(action)").isProblem(404, "not-found"))
                #expect(try await desk.call("POST", "keys/\(key.id)/\(action)", key: secret).isProblem(404, "not-found"))
            }
            #expect(try await desk.call("GET", "keys").rows.count == 1)
            #expect(try await desk.call("GET", "keys", key: secret).status == 200)
        }
    }
}
