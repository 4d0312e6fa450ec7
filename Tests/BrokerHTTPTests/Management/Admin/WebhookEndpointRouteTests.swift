import Broker
import Model
import TestSupport
import Testing

@Suite("webhook endpoints by the management API", .database)
struct WebhookEndpointRouteTests {
    @Test("one is made, found, changed and deleted; its key is in the one answer that made it")
    func life() async throws {
        try await Desk.run { desk in
            let made = try await desk.call(
                "POST", "webhook-endpoints",
                #"{"client_id":"\#(desk.clientID)","url":"https://partner.example/hook","description":"CRM","event_types":["account.connected"]}"#
            )
            #expect(made.status == 201)
            #expect(made["Content-Type"] == "application/json")
            let id = try #require(made.object["id"] as? String)
            let secret = try #require(made.object["secret"] as? String)
            #expect(secret.hasPrefix("whsec_"))
            #expect(made["Location"] == "\(desk.base)/webhook-endpoints/\(id)")
            #expect(made.object["client_id"] as? String == desk.clientID)
            #expect((made.object["created_at"] as? String)?.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/) != nil)

            let path = "webhook-endpoints/\(id)"
            let shown = try await desk.call("GET", path)
            #expect(shown.status == 200)
            #expect(
                Set(shown.object.keys) == [
                    "id", "client_id", "url", "description", "event_types", "has_api_key", "created_at", "verified_at", "failing_since",
                    "disabled_at", "disabled_reason",
                ])
            #expect(shown.object["description"] as? String == "CRM")
            #expect(shown.object["event_types"] as? [String] == ["account.connected"])
            let head = try await desk.call("HEAD", path)
            #expect(head.status == 200)
            #expect(head.body.isEmpty)

            let changed = try await desk.call(
                "PATCH", path, #"{"url":"https://partner.example/other","description":null,"event_types":[]}"#)
            #expect(changed.status == 200)
            #expect(changed.object["url"] as? String == "https://partner.example/other")
            #expect(changed.body.contains(#""description":null"#))
            #expect(changed.object["event_types"] as? [String] == [])
            let same = try await desk.call("PATCH", path, "{}")
            #expect(same.body == changed.body)

            #expect(try await desk.call("POST", "\(path)/disable").status == 204)
            let disabled = try await desk.call("GET", path)
            #expect(disabled.object["disabled_reason"] as? String == "by_hand")
            #expect(try await desk.call("POST", "\(path)/enable", "{}").status == 204)
            let list = try await desk.call("GET", "webhook-endpoints?client_id=\(desk.clientID)")
            #expect(list.rows.map { $0["id"] as? String } == [id])
            #expect(list.body.contains(#""next_cursor":null"#))
            for answer in [shown, changed, disabled, list] { #expect(!answer.body.contains(secret)) }

            let gone = try await desk.call("DELETE", path)
            #expect(gone.status == 204)
            #expect(gone.body.isEmpty)
            for method in ["GET", "DELETE"] { #expect(try await desk.call(method, path).isProblem(404, "not-found")) }
            #expect(try await desk.call("GET", "webhook-endpoints").rows.isEmpty)
        }
    }

    @Test("a new key is shown once, and the one before it signs on for as long as was asked for")
    func rotation() async throws {
        try await Desk.run { desk in
            let (id, first) = try await desk.endpoint()
            let path = "webhook-endpoints/\(id)/rotate-secret"
            for body in [nil, "{}", #"{"overlap_seconds":0}"#, #"{"overlap_seconds":2592000}"#] {
                let answer = try await desk.call("POST", path, body)
                #expect(answer.status == 200)
                let secret = try #require(answer.object["secret"] as? String)
                #expect(secret.hasPrefix("whsec_") && secret != first)
                #expect(try await !desk.call("GET", "webhook-endpoints/\(id)").body.contains(secret))
            }
            for seconds in ["-1", "2592001", "9223372036854775807"] {
                let answer = try await desk.call("POST", path, #"{"overlap_seconds":\#(seconds)}"#)
                #expect(answer.isProblem(422, "invalid-input", fields: ["overlap_seconds"]), "\(answer.body)")
            }
            for value in ["1.5", #""60""#, "null", "true", "[]", "{}", "1e3000", "99999999999999999999"] {
                let answer = try await desk.call("POST", path, #"{"overlap_seconds":\#(value)}"#)
                #expect(answer.status == 422 || answer.isProblem(400, "malformed-request"), "\(value): \(answer.body)")
            }
        }
    }

    @Test("a static key can be given and taken away where the vendor has one, and is never shown")
    func staticKey() async throws {
        try await Desk.run(.xoxoday) { desk in
            let apiKey = "abcdefghij0123456789"
            desk.world.secrets.add(apiKey)
            let (id, _) = try await desk.endpoint("https://partner.example/hook", #","api_key":"\#(apiKey)""#)
            let path = "webhook-endpoints/\(id)"
            let shown = try await desk.call("GET", path)
            #expect(shown.object["has_api_key"] as? Bool == true)
            #expect(!shown.body.contains(apiKey))
            #expect(try await desk.call("PATCH", path, #"{"description":"x"}"#).object["has_api_key"] as? Bool == true)
            #expect(try await desk.call("PATCH", path, #"{"api_key":null}"#).object["has_api_key"] as? Bool == false)
            let short = try await desk.call("PATCH", path, #"{"api_key":"short"}"#)
            #expect(short.isProblem(422, "invalid-input", fields: ["api_key"]))
        }
    }

    @Test("what must be mended is named by its field")
    func refusals() async throws {
        try await Desk.run { desk in
            let (id, _) = try await desk.endpoint()
            let client = #""client_id":"\#(desk.clientID)""#
            for (body, field) in [
                (#"{"url":"https://a.example"}"#, "client_id"), (#"{"client_id":"nobody","url":"https://a.example"}"#, "client_id"),
                (#"{\#(client)}"#, "url"), (#"{\#(client),"url":""}"#, "url"), (#"{\#(client),"url":"ftp://a.example"}"#, "url"),
                (#"{\#(client),"url":"https://10.0.0.1/"}"#, "url"), (#"{\#(client),"url":null}"#, "url"),
                (#"{\#(client),"url":7}"#, "url"),
                (#"{\#(client),"url":"https://a.example","event_types":["no.such"]}"#, "event_types"),
                (#"{\#(client),"url":"https://a.example","event_types":"account.connected"}"#, "event_types"),
                (#"{\#(client),"url":"https://a.example","event_types":[1]}"#, "event_types"),
                (#"{\#(client),"url":"https://a.example","description":["x"]}"#, "description"),
                (#"{\#(client),"url":"https://a.example","description":"a\nb"}"#, "description"),
                (#"{\#(client),"url":"https://a.example","description":"\#(String(repeating: "x", count: 201))"}"#, "description"),
                (#"{\#(client),"url":"https://a.example","api_key":"abcdefghij0123456789"}"#, "api_key"),
                (#"{\#(client),"url":"https://a.example","secret":"whsec_x"}"#, "secret"),
                (#"{"client_id":"a\u0000b","url":"https://a.example"}"#, "client_id"),
            ] {
                let answer = try await desk.call("POST", "webhook-endpoints", body)
                #expect(answer.isProblem(422, "invalid-input", fields: [field]), "\(body): \(answer.body)")
            }
            for (body, field) in [(#"{"client_id":"x"}"#, "client_id"), (#"{"url":""}"#, "url"), (#"{"url":null}"#, "url")] {
                let answer = try await desk.call("PATCH", "webhook-endpoints/\(id)", body)
                #expect(answer.isProblem(422, "invalid-input", fields: [field]), "\(body): \(answer.body)")
            }
            #expect(try await desk.call("GET", "webhook-endpoints").rows.count == 1)
            let stranger = try await desk.call("GET", "webhook-endpoints?client_id=nobody")
            #expect(stranger.isProblem(422, "invalid-input", fields: ["client_id"]))
        }
    }

    @Test("a handshake is asked for once more, until it is answered, and only where the vendor has one")
    func verify() async throws {
        try await Desk.run { desk in
            let (id, _) = try await desk.endpoint()
            let answer = try await desk.call("POST", "webhook-endpoints/\(id)/verify")
            #expect(answer.isProblem(422, "invalid-input", fields: ["id"]))
        }
        try await Desk.run(.xurrent) { desk in
            let (id, _) = try await desk.endpoint()
            let answer = try await desk.call("POST", "webhook-endpoints/\(id)/verify")
            #expect(answer.status == 202)
            #expect(answer.body == "{}")
            let deliveries = try await desk.call("GET", "deliveries?endpoint_id=\(id)").rows
            #expect(deliveries.map { $0["event_type"] as? String } == ["webhook.verify", "webhook.verify"])
        }
    }
}
