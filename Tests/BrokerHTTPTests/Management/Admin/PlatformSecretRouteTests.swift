import Foundation
import TestSupport
import Testing

@Suite("a platform's secrets by the management API", .database)
struct PlatformSecretRouteTests {
    @Test("a rotation: a further secret, shown once, and an end for the one before")
    func rotation() async throws {
        try await Desk.run { desk in
            let path = "platforms/\(desk.clientID)/secrets"
            let first = try #require(try await desk.call("GET", path).rows.first)
            #expect(first["expires_at"] is NSNull)
            let added = try await desk.call("POST", path, #"{"expire_others_in_seconds":86400}"#)
            #expect(added.status == 201, "\(added.body)")
            desk.keep(added)
            let secret = try #require(added.object["client_secret"] as? String)
            #expect(added["Location"] == "\(desk.base)/\(path)")
            #expect(added.object["expires_at"] is NSNull)
            let listed = try await desk.call("GET", path)
            #expect(listed.rows.map { $0["expires_at"] is String } == [true, false])
            #expect(!listed.body.contains(secret))
            #expect(try await desk.call("POST", path).isProblem(422, "invalid-input", fields: ["secrets"]))
            let id = try #require(first["id"] as? String)
            for _ in 0..<2 { #expect(try await desk.call("POST", "\(path)/\(id)/disable").object["disabled_at"] is String) }
            let third = try await desk.call("POST", path, #"{"expires_in_seconds":3600}"#)
            desk.keep(third)
            #expect(third.object["expires_at"] is String)
        }
    }

    @Test("an end is set, put off and taken away")
    func expiry() async throws {
        try await Desk.run { desk in
            let path = "platforms/\(desk.clientID)/secrets"
            let id = try #require(try await desk.call("GET", path).rows.first?["id"] as? String)
            let expire = "\(path)/\(id)/expire"
            #expect(try await desk.call("POST", expire, #"{"expires_in_seconds":60}"#).object["expires_at"] is String)
            #expect(try await desk.call("POST", expire, #"{"expires_at":null}"#).object["expires_at"] is NSNull)
            let ahead = Date(timeIntervalSinceNow: 86_400).formatted(.iso8601)
            #expect(try await desk.call("POST", expire, #"{"expires_at":"\#(ahead)"}"#).object["expires_at"] is String)
        }
    }

    @Test("what must be mended is named; what is another platform's is not there")
    func refusals() async throws {
        try await Desk.run { desk in
            let path = "platforms/\(desk.clientID)/secrets"
            let id = try #require(try await desk.call("GET", path).rows.first?["id"] as? String)
            for (rest, body, field) in [
                ("", #"{"expires_in_seconds":0}"#, "expires_in_seconds"), ("", #"{"expires_in_seconds":315360001}"#, "expires_in_seconds"),
                ("", #"{"expire_others_in_seconds":-1}"#, "expire_others_in_seconds"), ("", #"{"secret":"mine"}"#, "secret"),
                ("/\(id)/expire", "{}", "expires_at"), ("/\(id)/expire", #"{"expires_at":null,"expires_in_seconds":60}"#, "expires_at"),
                ("/\(id)/expire", #"{"expires_at":"2020-01-01T00:00:00Z"}"#, "expires_at"),
                ("/\(id)/expire", #"{"expires_at":"tomorrow"}"#, "expires_at"),
                ("/\(id)/expire", #"{"expires_in_seconds":0}"#, "expires_in_seconds"),
                ("/\(id)/disable", #"{"now":true}"#, "now"),
            ] {
                let answer = try await desk.call("POST", path + rest, body)
                #expect(answer.isProblem(422, "invalid-input", fields: [field]), "\(rest) \(body): \(answer.body)")
            }
            #expect(try await desk.call("POST", "\(path)/nothing/disable").isProblem(400, "malformed-request", fields: ["id"]))
            let other = try await desk.world.platform(name: "Other", in: desk.tenant).platform.clientID
            for (rest, body) in [("disable", nil), ("expire", #"{"expires_in_seconds":60}"#)] as [(String, String?)] {
                #expect(try await desk.call("POST", "platforms/\(other)/secrets/\(id)/\(rest)", body).isProblem(404, "not-found"))
            }
            #expect(try await desk.call("GET", path).rows.first?["disabled_at"] is NSNull)
        }
    }
}
