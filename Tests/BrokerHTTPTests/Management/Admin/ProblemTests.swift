import Model
import TestSupport
import Testing

@Suite("problems of the management API", .database)
struct ProblemTests {
    @Test("a wrong method is told which are right")
    func methods() async throws {
        try await Desk.run { desk in
            let id = AdminRoute.nobody
            for (path, allowed) in [
                ("webhook-endpoints", "GET, POST, HEAD"), ("webhook-endpoints/\(id)", "GET, PATCH, DELETE, HEAD"),
                ("webhook-endpoints/\(id)/rotate-secret", "POST"), ("events", "GET, HEAD"), ("deliveries/\(id)/redeliver", "POST"),
            ] {
                let answer = try await desk.call("PUT", path, "{}")
                #expect(answer.isProblem(405, "method-not-allowed"))
                #expect(answer["Allow"] == allowed)
            }
        }
    }

    @Test("an address that leads nowhere, or is spelt with two slashes, is 404")
    func addresses() async throws {
        try await Desk.run { desk async throws in
            for path in ["nothing", "events/\(AdminRoute.nobody)/attempts", "/events", "webhook-endpoints//x"] {
                #expect(try await desk.call("GET", path).isProblem(404, "not-found"), "\(path)")
            }
            for path in [
                "/admin/v1/tenants/\(desk.tenant.slug.uppercased())/events", "/admin/v1/tenants/%00/events", "/admin/v1/tenants//events",
            ] {
                #expect(try await desk.send("GET", path, key: desk.key).isProblem(404, "not-found"), "\(path)")
            }
        }
    }

    @Test("a body that cannot be read is 400, one in another form 415, one too large 413")
    func bodies() async throws {
        try await Desk.run { desk in
            for body in [
                "x", "{", "[]", "7", "null", #""x""#, #"{"url":"a","url":"b"}"#, #"{"url":"a","\u0075rl":"b"}"#,
                #"{"url":"a"} x"#, #"{"url":\#(String(repeating: "[", count: 20_000))\#(String(repeating: "]", count: 20_000))}"#,
                #"{"url":\#(String(repeating: #"{"a":"#, count: 17))1\#(String(repeating: "}", count: 17))}"#,
            ] {
                let answer = try await desk.call("POST", "webhook-endpoints", body)
                #expect(answer.isProblem(400, "malformed-request"), "\(body.prefix(60)): \(answer.body)")
            }
            for type in ["text/plain", "application/x-www-form-urlencoded", "application/jsonx"] {
                let answer = try await desk.call("POST", "webhook-endpoints", "{}", headers: [("Content-Type", type)])
                #expect(answer.isProblem(415, "unsupported-media-type"))
            }
            let label = ("Content-Type", "Application/JSON; charset=utf-8")
            #expect(try await desk.call("POST", "webhook-endpoints", "{}", headers: [label]).status == 422)
            let packed = try await desk.call("POST", "webhook-endpoints", "{}", headers: [("Content-Encoding", "gzip")])
            #expect(packed.isProblem(415, "unsupported-media-type"))
            let large = try await desk.call("POST", "webhook-endpoints", #"{"url":"\#(String(repeating: "a", count: 65_536))"}"#)
            #expect(large.isProblem(413, "body-too-large"))
            #expect(large["Connection"] == "close")
        }
    }

    @Test("what an action does not take is refused by name")
    func strays() async throws {
        try await Desk.run { desk in
            let (id, _) = try await desk.endpoint()
            for action in ["enable", "disable", "test", "verify"] {
                let answer = try await desk.call("POST", "webhook-endpoints/\(id)/\(action)", #"{"force":true}"#)
                #expect(answer.isProblem(422, "invalid-input", fields: ["force"]))
            }
            let answer = try await desk.call("DELETE", "webhook-endpoints/\(id)", #"{"force":true}"#)
            #expect(answer.isProblem(422, "invalid-input", fields: ["force"]))
            #expect(try await desk.call("GET", "webhook-endpoints/\(id)").body.contains(#""disabled_at":null"#))
        }
    }

    @Test("while the database is away the answer says so and when to come back")
    func away() async throws {
        try await Desk.run { desk in
            await desk.world.database.shutdown()
            let answer = try await desk.call("GET", "events")
            #expect(answer.isProblem(503, "unavailable"))
            #expect(answer["Retry-After"] == "1")
            #expect(!answer.body.contains("shut"))
        }
    }

    @Test("what is wrong on our side is 500, is logged with the request's id, and the answer tells no more")
    func ours() async throws {
        try await Desk.run { desk in
            try await desk.world.inspect { session in try session.execute("DROP TABLE delivery_attempt CASCADE") }
            let (endpoint, _) = try await desk.endpoint()
            let delivery = try #require(try await desk.call("POST", "webhook-endpoints/\(endpoint)/test").object["delivery_id"] as? String)
            let answer = try await desk.call("GET", "deliveries/\(delivery)")
            #expect(answer.isProblem(500, "internal-error"))
            #expect(!answer.body.contains("delivery_attempt"))
            let id = try #require((answer.object["instance"] as? String)?.split(separator: ":").last)
            #expect(desk.world.log.text.split(separator: "\n").contains { $0.contains("42P01") && $0.contains(id) })
        }
    }
}
