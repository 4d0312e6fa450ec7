import Broker
import Foundation
import Model
import Secrets
import Storage
import TestSupport
import Testing

@testable import Broker

@Suite("deliveries", .database)
struct DeliveryTests {
    @Test("a connection is told to the platform's endpoint, signed, within moments")
    func delivers() async throws {
        try await WebhookSink.open { sink in
            try await Scene.run(.standard) { scene in
                let (endpoint, secret) = try await scene.endpoint(at: sink)
                try await scene.world.delivering {
                    _ = try await scene.pair()
                    let arrival = try #require(await sink.wait(for: 1).first)
                    #expect(arrival.type == "account.connected")
                    let id = try #require(arrival["webhook-id"])
                    let timestamp = try #require(arrival["webhook-timestamp"].flatMap(Int.init))
                    #expect(abs(Double(timestamp) - Date().timeIntervalSince1970) < 10)
                    let expected = try WebhookSignature.header(
                        id: id, timestamp: timestamp, body: Array(arrival.body.utf8), keys: [keyBytes(secret)])
                    #expect(arrival["webhook-signature"] == expected)
                    #expect(arrival["content-type"] == "application/json")
                    let delivery = try #require(try await scene.settledDeliveries().first)
                    #expect(delivery.status == .delivered)
                    #expect(delivery.endpointID == endpoint.id)
                    #expect(delivery.eventID.description == id)
                    #expect(try await scene.attempts(delivery).map(\.status) == [204])
                }
            }
        }
    }

    @Test("an event goes to every endpoint of its platform that hears its type, and to no other platform's")
    func fansOut() async throws {
        try await WebhookSink.open { sink in
            try await Scene.run(.standard) { scene in
                let all = try await scene.endpoint(at: sink, .init(url: sink.url + "/all")).0
                let some = try await scene.endpoint(at: sink, .init(url: sink.url + "/some", eventTypes: ["account.connected"])).0
                let none = try await scene.endpoint(at: sink, .init(url: sink.url + "/none", eventTypes: ["token.replayed"])).0
                let stranger = try await scene.world.platform(webhookURL: sink.url + "/stranger", in: scene.tenant)
                #expect(stranger.webhookSecret != nil)
                try await scene.world.delivering {
                    _ = try await scene.pair()
                    let settled = try await scene.settledDeliveries(2)
                    #expect(Set(settled.map(\.endpointID)) == [all.id, some.id])
                    #expect(!settled.map(\.endpointID).contains(none.id))
                }
                #expect(Set(sink.arrivals.map(\.path)) == ["/hook/all", "/hook/some"])
                // One message, whoever hears it.
                #expect(Set(sink.arrivals.map { $0["webhook-id"] }).count == 1)
            }
        }
    }

    @Test("what failed comes again by the schedule, under its id, at a new time, and every attempt is on record")
    func retries() async throws {
        try await WebhookSink.open { _, before in
            before < 3 ? .init(500, body: "not \(before)") : .init(200, body: "thanks")
        } _: { sink in
            try await Scene.run(.standard) { scene in
                let (endpoint, _) = try await scene.endpoint(at: sink)
                try await scene.world.delivering {
                    _ = try await scene.pair()
                    _ = await sink.wait(for: 1)
                    let failing = try #require(try await scene.settledDeliveries { $0.attempts == 1 }.first)
                    #expect(failing.status == .pending)
                    let due = try #require(failing.dueAt)
                    let delay = due.timeIntervalSince(try #require(try await scene.attempts(failing).first).startedAt)
                    #expect((4.5...7).contains(delay))
                    #expect(try await scene.endpoint(endpoint.id).failingSince != nil)
                    // A sandbox that moves its clock brings the retries with it.
                    try await scene.moveClock(to: .seconds(6))
                    _ = await sink.wait(for: 2)
                    _ = try await scene.settledDeliveries { $0.attempts == 2 }
                    #expect(sink.arrivals.count == 2)
                    try await scene.moveClock(to: .seconds(6 + 331))
                    _ = await sink.wait(for: 3)
                    _ = try await scene.settledDeliveries { $0.attempts == 3 }
                    try await scene.moveClock(to: .seconds(6 + 331 + 1981))
                    let arrived = try #require(try await scene.settledDeliveries().first)
                    #expect(arrived.status == .delivered)
                    #expect(arrived.dueAt == nil)
                    let attempts = try await scene.attempts(arrived)
                    #expect(attempts.map(\.number) == [1, 2, 3, 4])
                    #expect(attempts.map(\.status) == [500, 500, 500, 200])
                    #expect(attempts.map(\.response) == ["not 0", "not 1", "not 2", "thanks"])
                    #expect(try await scene.endpoint(endpoint.id).failingSince == nil)
                }
                #expect(Set(sink.arrivals.map { $0["webhook-id"] }).count == 1)
                #expect(Set(sink.arrivals.map(\.body)).count == 1)
            }
        }
    }

    @Test("a redirect is a failure, and nobody goes where it leads", arguments: [301, 302, 303, 307, 308])
    func redirects(_ status: Int) async throws {
        try await WebhookSink.open { target in
            try await WebhookSink.open { _, _ in
                .init(status, headers: [("Location", target.url)])
            } _: { sink in
                try await Scene.run(.standard) { scene in
                    try await scene.endpoint(at: sink)
                    try await scene.world.delivering {
                        _ = try await scene.pair()
                        let delivery = try #require(try await scene.settledDeliveries { $0.attempts == 1 }.first)
                        #expect(delivery.status == .pending)
                        #expect(try await scene.attempts(delivery).map(\.status) == [status])
                    }
                    #expect(target.arrivals.isEmpty)
                }
            }
        }
    }

    @Test("a platform or a tenant that is disabled hears nothing until it is enabled again")
    func sleeps() async throws {
        try await WebhookSink.open { sink in
            try await Scene.run(.standard) { scene in
                let (endpoint, _) = try await scene.endpoint(at: sink)
                _ = try await scene.pair()
                for subject in [SetDisabled.Subject.platform(clientID: scene.platform.platform.clientID), .tenant] {
                    try await scene.setDisabled(true, subject)
                    try await scene.world.delivering { try await Task.sleep(for: .milliseconds(400)) }
                    #expect(sink.arrivals.isEmpty)
                    try await scene.setDisabled(false, subject)
                }
                try await scene.stores { try $0.webhookEndpoints.wake(endpoint.id) }
                try await scene.world.delivering { _ = await sink.wait(for: 1) }
                #expect(sink.arrivals.count == 1)
            }
        }
    }

    @Test("what people do by a connection is not told once the connection has ended; its end is")
    func withholds() async throws {
        try await WebhookSink.open { sink in
            try await Scene.run(.standard) { scene in
                try await scene.endpoint(at: sink)
                let answer = try await scene.pair()
                let platform = scene.platform.platform
                try await scene.stores { [account = scene.account, user = scene.user] stores in
                    try stores.tell(.ssoRedeemed, platform: platform, account: account, cause: .user(user), ["user": .string(user.email)])
                }
                let grant = try #require(try await scene.liveGrants().first)
                #expect(try await scene.change(.revoke, of: grant.id, as: try await scene.session()))
                #expect(try await !scene.isLive(answer))
                try await scene.world.delivering {
                    let settled = try await scene.settledDeliveries(3)
                    let states = Dictionary(settled.map { ($0.eventType, $0.status) }) { first, _ in first }
                    #expect(
                        states == ["account.connected": .delivered, "sso.redeemed": .withheld, "account.disconnected": .delivered])
                }
                #expect(Set(sink.arrivals.compactMap(\.type)) == ["account.connected", "account.disconnected"])
            }
        }
    }

    @Test("at the end no more is begun, and what was begun is brought to its end and on record")
    func drains() async throws {
        try await WebhookSink.open { _, _ in
            .init(200, delay: .seconds(1))
        } _: { sink in
            try await Scene.run(.standard) { scene in
                try await scene.endpoint(at: sink)
                try await scene.world.delivering {
                    _ = try await scene.pair()
                    _ = await sink.wait(for: 1)
                }
                let delivery = try #require(try await scene.deliveries().first)
                #expect(delivery.status == .delivered)
                #expect(sink.arrivals.count == 1)
            }
        }
    }

    @Test("an endpoint that hangs delays nobody but itself")
    func isolates() async throws {
        try await WebhookSink.open { arrival, _ in
            arrival.path.hasSuffix("/hangs") ? nil : .init(204)
        } _: { sink in
            try await Scene.run(.standard) { scene in
                try await scene.endpoint(at: sink, .init(url: sink.url + "/hangs"))
                try await scene.endpoint(at: sink, .init(url: sink.url + "/answers"))
                try await scene.world.delivering(capacity: 5) {
                    let pair = try await scene.pair()
                    var last = pair
                    for _ in 0..<5 { last = try await scene.refresh(last) }
                    for _ in 0..<8 {
                        _ = try await ManageWebhookEndpoints(engine: scene.engine).list(of: nil, in: scene.tenant)
                        try await scene.stores { [platform = scene.platform.platform, account = scene.account] stores in
                            try stores.tell(
                                .grantScopesChanged, platform: platform, account: account, cause: .server, ["scopes": .list([])])
                        }
                    }
                    for _ in 0..<500 where sink.arrivals.count(where: { $0.path.hasSuffix("/answers") }) < 9 {
                        try await Task.sleep(for: .milliseconds(10))
                    }
                    #expect(sink.arrivals.count { $0.path.hasSuffix("/answers") } == 9)
                }
            }
        }
    }
}
