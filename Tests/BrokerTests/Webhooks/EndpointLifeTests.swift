import Broker
import Dialects
import Foundation
import Model
import Secrets
import Storage
import TestSupport
import Testing

@testable import Broker

@Suite("the life of a webhook endpoint", .database)
struct EndpointLifeTests {
    @Test("410 switches it off at once; the platform's other endpoints are told")
    func gone() async throws {
        try await WebhookSink.open { arrival, _ in
            .init(arrival.path.hasSuffix("/gone") ? 410 : 204)
        } _: { sink in
            try await Scene.run(.standard) { scene in
                let gone = try await scene.endpoint(at: sink, .init(url: sink.url + "/gone")).0
                try await scene.endpoint(at: sink, .init(url: sink.url + "/other"))
                try await scene.world.delivering {
                    _ = try await scene.pair()
                    let all = try await scene.settledDeliveries(3)
                    #expect(all.first { $0.endpointID == gone.id }?.status == .failed)
                    let notice = try #require(sink.arrivals.first { $0.type == "webhook.disabled" })
                    #expect(notice.path == "/hook/other")
                    let data = try #require(notice.json["data"] as? [String: any Sendable])
                    #expect(data["endpoint_id"] as? String == gone.id.description)
                    #expect(data["reason"] as? String == "gone")
                }
                let after = try await scene.endpoint(gone.id)
                #expect(after.disabledReason == .gone)
                #expect(try await scene.audit("webhook_endpoint.disabled").map(\.actorKind) == ["server"])
            }
        }
    }

    @Test("a delivery that fails to its end switches the endpoint off; by hand it is on again and hears what it missed")
    func failing() async throws {
        let isUp = Switch()
        try await WebhookSink.open { _, _ in
            .init(isUp.isOn ? 204 : 500)
        } _: { sink in
            try await Scene.run(.standard) { scene in
                let endpoint = try await scene.endpoint(at: sink).0
                let begin = Date().addingTimeInterval(-60)
                try await scene.world.delivering {
                    _ = try await scene.pair()
                    var clock = Duration.zero
                    for attempt in 1...10 {
                        _ = try await scene.settledDeliveries { $0.attempts >= attempt }
                        clock += .seconds(27 * 3600)
                        try await scene.moveClock(to: clock)
                    }
                    let failed = try #require(try await scene.settledDeliveries().first)
                    #expect(failed.status == .failed)
                    #expect(failed.attempts == 10)
                    #expect(try await scene.endpoint(endpoint.id).disabledReason == .failing)

                    isUp.turnOn()
                    let manage = ManageWebhookEndpoints(engine: scene.engine)
                    let deliveries = ManageDeliveries(engine: scene.engine)
                    await #expect(throws: InputError.self) {
                        try await deliveries.redeliver(failed.id, in: scene.tenant, by: .operator("test"))
                    }
                    try await manage.setDisabled(false, endpoint.id, in: scene.tenant, by: .operator("test"))
                    let again = try await deliveries.resend(
                        to: endpoint.id, since: begin, until: nil, includingDelivered: false, in: scene.tenant, by: .operator("test"))
                    #expect(again == 1)
                    let all = try await scene.settledDeliveries(2)
                    let repeated = try #require(all.first { $0.redeliveryOf != nil })
                    #expect(repeated.status == .delivered)
                    #expect(repeated.redeliveryOf == failed.id)
                    #expect(repeated.eventID == failed.eventID)
                    // What arrived is not sent again, unless all is asked for.
                    let rest = try await deliveries.resend(
                        to: endpoint.id, since: begin, until: nil, includingDelivered: false, in: scene.tenant, by: .operator("test"))
                    #expect(rest == 0)
                    let everything = try await deliveries.resend(
                        to: endpoint.id, since: begin, until: nil, includingDelivered: true, in: scene.tenant, by: .operator("test"))
                    #expect(everything == 1)
                }
                #expect(Set(sink.arrivals.map { $0["webhook-id"] }).count == 1)
            }
        }
    }

    @Test("one failure among what arrives does not switch it off")
    func notFailing() async throws {
        try await WebhookSink.open { arrival, _ in
            .init(arrival.type == "account.connected" ? 500 : 204)
        } _: { sink in
            try await Scene.run(.standard) { scene in
                let endpoint = try await scene.endpoint(at: sink).0
                try await scene.world.delivering {
                    _ = try await scene.pair()
                    _ = try await scene.settledDeliveries { $0.attempts >= 1 }
                    _ = try await ManageWebhookEndpoints(engine: scene.engine).test(endpoint.id, in: scene.tenant, by: .server)
                    var clock = Duration.zero
                    for attempt in 1...10 {
                        _ = try await scene.settledDeliveries(2) { $0.status == .delivered || $0.attempts >= attempt }
                        clock += .seconds(27 * 3600)
                        try await scene.moveClock(to: clock)
                    }
                    let states = Set(try await scene.settledDeliveries(2).map(\.status))
                    #expect(states == [.failed, .delivered])
                }
                #expect(try await scene.endpoint(endpoint.id).disabledAt == nil)
            }
        }
    }

    @Test("while a key is replaced both sign; after the overlap the new one alone, and queued retries with it")
    func rotation() async throws {
        try await WebhookSink.open { _, before in
            .init(before == 1 ? 500 : 204)
        } _: { sink in
            try await Scene.run(.standard) { scene in
                let manage = ManageWebhookEndpoints(engine: scene.engine)
                let (endpoint, first) = try await scene.endpoint(at: sink)
                try await scene.world.delivering {
                    _ = try await scene.pair()
                    _ = try await scene.settledDeliveries()
                    let second = try await manage.rotateSecret(
                        endpoint.id, overlap: .seconds(3600), in: scene.tenant, by: .operator("test"))
                    scene.world.secrets.add(second.value)
                    _ = try await manage.test(endpoint.id, in: scene.tenant, by: .operator("test"))
                    _ = try await scene.settledDeliveries(2) { $0.attempts >= 1 }
                    // The retry is due in 5 s, and the old key ends in an hour.
                    try await scene.moveClock(to: .seconds(3601))
                    _ = try await scene.settledDeliveries(2)
                    try #require(sink.arrivals.count == 3)
                    for (arrival, keys) in zip(sink.arrivals, [[first], [second, first], [second]]) {
                        let timestamp = try #require(arrival["webhook-timestamp"].flatMap(Int.init))
                        let expected = try WebhookSignature.header(
                            id: try #require(arrival["webhook-id"]), timestamp: timestamp, body: Array(arrival.body.utf8),
                            keys: keys.map(keyBytes))
                        #expect(arrival["webhook-signature"] == expected)
                    }
                }
            }
        }
    }

    @Test("deleted, it goes with everything on record about it, and nothing of others")
    func deleted() async throws {
        try await WebhookSink.open { sink in
            try await Scene.run(.standard) { scene in
                let gone = try await scene.endpoint(at: sink).0
                let kept = try await scene.endpoint(at: sink).0
                try await scene.world.delivering {
                    _ = try await scene.pair()
                    _ = try await scene.settledDeliveries(2)
                }
                let manage = ManageWebhookEndpoints(engine: scene.engine)
                try await manage.delete(gone.id, in: scene.tenant, by: .operator("test"))
                #expect(try await scene.deliveries().map(\.endpointID) == [kept.id])
                await #expect(throws: NotFound.self) { try await manage.find(gone.id, in: scene.tenant) }
                await #expect(throws: NotFound.self) { try await manage.delete(gone.id, in: scene.tenant, by: .operator("test")) }
                let counts = try await scene.world.rowCounts()
                #expect(counts["delivery_attempt"] == 1)
            }
        }
    }

    @Test("rotated without an overlap the old key signs no more; more than five old ones are refused")
    func rotationLimits() async throws {
        try await WebhookSink.open { sink in
            try await Scene.run(.standard) { scene in
                let manage = ManageWebhookEndpoints(engine: scene.engine)
                let endpoint = try await scene.endpoint(at: sink).0
                func rotate(_ overlap: Duration) async throws {
                    _ = try await manage.rotateSecret(endpoint.id, overlap: overlap, in: scene.tenant, by: .operator("test"))
                }
                for _ in 0..<5 { try await rotate(.seconds(3600)) }
                await #expect(throws: InputError.self) { try await rotate(.seconds(3600)) }
                await #expect(throws: InputError.self) { try await rotate(.seconds(-1)) }
                await #expect(throws: InputError.self) { try await rotate(.seconds(31 * 86_400)) }
                try await rotate(.zero)
                let sealed = try await scene.stores { try $0.webhookSecrets.all(endpoints: [endpoint.id]) }
                #expect(sealed.first?.oldSecrets.isEmpty == true)
            }
        }
    }

    @Test("what a receiver asks for in Retry-After is kept to, and the endpoint left alone meanwhile")
    func retryAfter() async throws {
        try await WebhookSink.open { _, before in
            before == 0 ? .init(429, headers: [("Retry-After", "120")]) : .init(204)
        } _: { sink in
            try await Scene.run(.standard) { scene in
                let endpoint = try await scene.endpoint(at: sink).0
                try await scene.world.delivering {
                    _ = try await scene.pair()
                    let held = try #require(try await scene.settledDeliveries { $0.attempts == 1 }.first)
                    let attempt = try #require(try await scene.attempts(held).first)
                    #expect((115...125).contains(try #require(held.dueAt).timeIntervalSince(attempt.startedAt)))
                    _ = try await ManageWebhookEndpoints(engine: scene.engine).test(endpoint.id, in: scene.tenant, by: .server)
                    try await Task.sleep(for: .milliseconds(1500))
                    #expect(sink.arrivals.count == 1)
                    try await scene.moveClock(to: .seconds(121))
                    #expect(try await scene.settledDeliveries(2).allSatisfy { $0.status == .delivered })
                }
            }
        }
    }
}

/// Turned on once.
final class Switch: Sendable {
    private let flag = StopFlag()

    var isOn: Bool { flag.isSet }

    func turnOn() { flag.set() }
}
