import Foundation
import Model
import TestSupport
import Testing

@testable import BrokerHTTP

@Suite("events and deliveries by the management API", .database)
struct DeliveryRouteTests {
    @Test("a test is delivered, looked at with its attempts, and delivered again")
    func delivers() async throws {
        try await WebhookSink.open { sink in
            try await Desk.run { desk in
                try await desk.world.delivering {
                    let (id, _) = try await desk.endpoint(sink.url)
                    let sent = try await desk.call("POST", "webhook-endpoints/\(id)/test")
                    #expect(sent.status == 202)
                    let delivery = try #require(sent.object["delivery_id"] as? String)
                    let shown = try await desk.settled(delivery)
                    #expect(
                        Set(shown.object.keys) == [
                            "id", "event_id", "event_type", "endpoint_id", "status", "attempt_count", "created_at", "finished_at",
                            "next_attempt_at", "redelivery_of", "event", "attempts",
                        ])
                    #expect(shown.object["status"] as? String == "delivered")
                    #expect(shown.object["attempt_count"] as? Int == 1)
                    let attempts = try #require(shown.object["attempts"] as? [[String: Any]])
                    #expect(attempts.map { $0["status"] as? Int } == [204])
                    #expect(Set(attempts[0].keys) == ["number", "started_at", "duration_ms", "status", "error", "response"])
                    let event = try #require(shown.object["event"] as? [String: Any])
                    #expect(event["type"] as? String == "webhook.test")
                    #expect(event["client_id"] as? String == desk.clientID)

                    let again = try await desk.call("POST", "deliveries/\(delivery)/redeliver")
                    #expect(again.status == 202)
                    let second = try await desk.settled(try #require(again.object["delivery_id"] as? String))
                    #expect(second.object["redelivery_of"] as? String == delivery)
                    let arrivals = await sink.wait(for: 2)
                    #expect(Set(arrivals.map { $0["webhook-id"] }) == [event["id"] as? String])

                    let eventID = try #require(event["id"] as? String)
                    for (query, count) in [
                        ("", 2), ("?endpoint_id=\(id)", 2), ("?event_id=\(eventID)", 2), ("?status=delivered", 2), ("?status=failed", 0),
                        ("?endpoint_id=\(AdminRoute.nobody)", 0),
                    ] { #expect(try await desk.call("GET", "deliveries\(query)").rows.count == count, "\(query)") }
                }
            }
        }
    }

    @Test("events are listed, filtered and shown; what was missed is sent again")
    func events() async throws {
        try await Desk.run { desk in
            let platform = desk.platform.platform.id
            try await desk.world.storage.transaction(tenant: desk.tenant.id) { stores in
                try stores.events.insert(Event(.accountConnected, platform: platform, data: ["scopes": .list(["a"]), "n": .integer(1)]))
                try stores.events.insert(Event(.accountDisconnected, platform: platform, data: [:]))
            }
            let all = try await desk.call("GET", "events")
            #expect(Set(all.rows.compactMap { $0["type"] as? String }) == ["account.connected", "account.disconnected"])
            let one = try await desk.call("GET", "events?type=account.connected&client_id=\(desk.clientID)")
            #expect(one.rows.count == 1)
            let id = try #require(one.rows[0]["id"] as? String)
            let shown = try await desk.call("GET", "events/\(id)")
            #expect(Set(shown.object.keys) == ["id", "type", "client_id", "data", "occurred_at"])
            #expect(shown.body.contains(#""data":{"n":1,"scopes":["a"]}"#))

            let (endpoint, _) = try await desk.endpoint()
            let path = "webhook-endpoints/\(endpoint)/resend"
            let none = try await desk.call("POST", path, #"{"since":"2020-01-01T00:00:00Z","until":"2020-01-02T00:00:00.5+02:00"}"#)
            #expect(none.status == 202)
            #expect(none.object["deliveries"] as? Int == 0)
            let sent = try await desk.call("POST", path, #"{"since":"2020-01-01T00:00:00Z","include_delivered":true}"#)
            #expect(sent.object["deliveries"] as? Int == 2)
            #expect(try await desk.call("POST", path, #"{"since":"2020-01-01T00:00:00Z"}"#).object["deliveries"] as? Int == 0)
            for (body, field) in [
                ("{}", "since"), (#"{"since":"yesterday"}"#, "since"), (#"{"since":1767225600}"#, "since"),
                (#"{"since":"2026-02-30T00:00:00Z"}"#, "since"),
                (#"{"since":"2026-01-02T00:00:00Z","until":"2026-01-01T00:00:00Z"}"#, "until"),
                (#"{"since":"2026-01-02T00:00:00Z","include_delivered":"yes"}"#, "include_delivered"),
                (#"{"since":"2026-01-02T00:00:00Z","dry_run":true}"#, "dry_run"),
            ] {
                let answer = try await desk.call("POST", path, body)
                #expect(answer.isProblem(422, "invalid-input", fields: [field]), "\(body): \(answer.body)")
            }
            for time in ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999999-23:59"] {
                #expect(try await desk.call("POST", path, #"{"since":"\#(time)"}"#).status == 202)
            }
        }
    }

    @Test("what is on its way, or to a sleeping endpoint, is not sent again; what is not there is 404")
    func refusals() async throws {
        try await Desk.run { desk in
            let (id, _) = try await desk.endpoint()
            let sent = try await desk.call("POST", "webhook-endpoints/\(id)/test")
            let delivery = try #require(sent.object["delivery_id"] as? String)
            let again = "deliveries/\(delivery)/redeliver"
            #expect(try await desk.call("POST", again).isProblem(422, "invalid-input", fields: ["id"]))
            #expect(try await desk.call("POST", "webhook-endpoints/\(id)/disable").status == 204)
            for path in [again, "webhook-endpoints/\(id)/test"] {
                #expect(try await desk.call("POST", path).isProblem(422, "invalid-input", fields: ["id"]))
            }
            for route in AdminRoute.all(of: desk.world.engine, id: AdminRoute.nobody) where route.path.contains(AdminRoute.nobody) {
                guard !route.path.hasSuffix("/verify") else { continue }
                let answer = try await desk.call(route.method, route.path, route.body)
                #expect(answer.isProblem(404, "not-found"), "\(route): \(answer.body)")
                #expect((answer.object["detail"] as? String)?.contains(AdminRoute.nobody) == true)
            }
            // What is named otherwise than by a UUID is simply not there.
            for route in AdminRoute.all(of: desk.world.engine, id: "no-id") where route.isNamedByUUID {
                let answer = try await desk.call(route.method, route.path, route.body)
                #expect(answer.isProblem(400, "malformed-request", fields: ["id"]), "\(route): \(answer.body)")
            }
            for (query, status, field) in [
                ("deliveries?status=lost", 422, "status"), ("events?type=no.such", 422, "type"),
                ("events?client_id=nobody", 422, "client_id"),
                ("deliveries?endpoint_id=7", 400, "endpoint_id"), ("deliveries?event_id=", 400, "event_id"),
                ("events?kind=x", 400, "kind"), ("events?type=account.connected&type=account.connected", 400, "type"),
                ("events?client_id=a%00b", 400, "client_id"),
            ] {
                let answer = try await desk.call("GET", query)
                #expect(answer.status == status, "\(query): \(answer.body)")
                #expect(answer.fields == [field], "\(query): \(answer.body)")
            }
            #expect(try await desk.call("GET", "events?client_id=%ff").isProblem(400, "malformed-request"))
        }
    }
}

extension Desk {
    /// The delivery, once it is no longer pending; gives up after a time.
    func settled(_ delivery: String) async throws -> HTTPTester.Answer {
        for _ in 0..<1000 {
            let answer = try await call("GET", "deliveries/\(delivery)")
            if answer.object["status"] as? String != "pending" { return answer }
            try await Task.sleep(for: .milliseconds(20))
        }
        return try await call("GET", "deliveries/\(delivery)")
    }
}
