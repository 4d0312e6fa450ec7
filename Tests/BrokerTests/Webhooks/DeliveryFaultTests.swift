import Broker
import Foundation
import Model
import Postgres
import ServiceLifecycle
import Storage
import TestSupport
import Testing

@testable import Broker

@Suite("deliveries and faults", .database)
struct DeliveryFaultTests {
    @Test("what somebody claimed who is gone is delivered after the lease")
    func reclaims() async throws {
        try await WebhookSink.open { sink in
            try await Scene.run(.standard) { scene in
                try await scene.endpoint(at: sink)
                _ = try await scene.pair()
                // Both claims of a process that was killed: of the event, and of the endpoint.
                try await Self.claimAndForget(lease: .milliseconds(700))
                try await scene.world.delivering {
                    _ = await sink.wait(for: 1)
                    let delivery = try #require(try await scene.settledDeliveries().first)
                    #expect(delivery.status == .delivered)
                }
                #expect(sink.arrivals.count == 1)
            }
        }
    }

    @Test("two servers on one database deliver each event once")
    func twoServers() async throws {
        try await WebhookSink.open { sink in
            try await Scene.run(.standard) { scene in
                try await scene.endpoint(at: sink)
                try await scene.world.delivering {
                    try await scene.world.delivering(outbox: Outbox()) {
                        for _ in 0..<40 {
                            try await scene.stores { [platform = scene.platform.platform, account = scene.account] stores in
                                try stores.tell(
                                    .grantScopesChanged, platform: platform, account: account, cause: .server, ["scopes": .list([])])
                            }
                        }
                        _ = await sink.wait(for: 40)
                        _ = try await scene.settledDeliveries(40)
                    }
                }
                #expect(sink.arrivals.count == 40)
                #expect(Set(sink.arrivals.compactMap { $0["webhook-id"] }).count == 40)
            }
        }
    }

    @Test("while the database is away nothing is lost, and it goes on by itself")
    func databaseAway() async throws {
        try await WebhookSink.open { sink in
            try await World.runOnOwnServer { world, server in
                let scene = try await Scene(world, dialect: .standard)
                try await scene.endpoint(at: sink)
                let worker = Database(
                    try DatabaseConfiguration(url: server.url(database: "symbolon", user: "symbolon_worker")), logger: .quiet)
                try await world.delivering(as: worker) {
                    _ = try await scene.pair()
                    _ = await sink.wait(for: 1)
                    try server.restart(.immediate)
                    let account = scene.account
                    for _ in 0..<200 {
                        do {
                            try await scene.stores { [platform = scene.platform.platform] stores in
                                try stores.tell(
                                    .grantScopesChanged, platform: platform, account: account, cause: .server, ["scopes": .list([])])
                            }
                            break
                        } catch {
                            try await Task.sleep(for: .milliseconds(50))
                        }
                    }
                    for _ in 0..<2000 where Set(sink.arrivals.compactMap(\.type)).count < 2 { try await Task.sleep(for: .milliseconds(10)) }
                    #expect(Set(sink.arrivals.compactMap(\.type)) == ["account.connected", "grant.scopes_changed"])
                }
            }
        }
    }

    @Test("a key that cannot be opened leaves its endpoint alone and stops nobody else")
    func brokenKey() async throws {
        try await WebhookSink.open { sink in
            try await Scene.run(.standard) { scene in
                let broken = try await scene.endpoint(at: sink, .init(url: sink.url + "/broken")).0
                try await scene.endpoint(at: sink, .init(url: sink.url + "/whole"))
                try await scene.world.inspect { session in
                    try session.execute("UPDATE webhook_endpoint SET secret_sealed = '\\x00' WHERE id = \(broken.id.rawValue)")
                }
                try await scene.world.delivering {
                    _ = try await scene.pair()
                    _ = await sink.wait(for: 1)
                    try await Task.sleep(for: .milliseconds(300))
                }
                #expect(sink.arrivals.map(\.path) == ["/hook/whole"])
                #expect(scene.world.log.text.contains("the keys of a webhook endpoint cannot be opened"))
            }
        }
    }

    @Test("what fails for one tenant keeps no other's events waiting")
    func oneTenantFails() async throws {
        try await WebhookSink.open { sink in
            try await Scene.run(.standard) { scene in
                try await scene.endpoint(at: sink)
                let broken = try await Scene(scene.world, dialect: .standard)
                try await broken.endpoint(at: sink, .init(url: sink.url + "/broken"))
                try await scene.world.inspect { session in
                    try session.script(
                        """
                        CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no'; END $$;
                        CREATE TRIGGER refuse BEFORE INSERT ON delivery FOR EACH ROW
                            WHEN (NEW.tenant_id = '\(broken.tenant.id)') EXECUTE FUNCTION refuse()
                        """)
                }
                for _ in 0..<5 {
                    _ = try await broken.pair()
                    _ = try await scene.pair()
                }
                try await scene.world.delivering { _ = try await scene.settledDeliveries(1) }
                #expect(sink.arrivals.map(\.path) == ["/hook"])
                #expect(scene.world.log.text.contains("events could not be given to their endpoints"))
            }
        }
    }

    @Test("what came of one delivery twice is written twice, and spoils nothing that is written with it")
    func recordedTwice() async throws {
        try await WebhookSink.open { sink in
            try await Scene.run(.standard) { scene in
                let (first, second) = (try await scene.endpoint(at: sink).0, try await scene.endpoint(at: sink).0)
                let ids = try await scene.stores { [platform = scene.platform.platform] stores in
                    [
                        try stores.send(.webhookTest, to: first, of: platform, cause: .server),
                        try stores.send(.webhookTest, to: second, of: platform, cause: .server),
                    ]
                }
                let recorder = DeliveryRecorder(storage: scene.world.storage, turns: Turns(1), logger: scene.world.log.logger)
                let tenant = scene.tenant.id
                await withTaskGroup(of: Void.self) { group in
                    for (endpoint, id) in [(first, ids[0]), (first, ids[0]), (second, ids[1]), (first, ids[0])] {
                        let result = DeliveryResult(
                            id, took: .milliseconds(1), age: .milliseconds(1), status: 204, error: nil, response: "", outcome: .delivered,
                            retryIn: nil)
                        let entry = DeliveryRecorder.Entry(
                            endpoint: endpoint, results: [result], verdicts: [],
                            release: EndpointRelease(endpoint.id, lease: UUID(), isSlow: false))
                        group.addTask { await recorder.record(entry, tenant: tenant) }
                    }
                }
                let deliveries = try await scene.deliveries()
                #expect(deliveries.allSatisfy { $0.status == .delivered })
                #expect(deliveries.map(\.attempts).sorted() == [1, 3])
                #expect(!scene.world.log.text.contains("could not be written"))
            }
        }
    }

    @Test("a client secret that will soon end is told of once")
    func endingSecret() async throws {
        try await Scene.run(.standard) { scene in
            let change = ChangePlatformSecrets(engine: scene.engine)
            let clientID = scene.platform.platform.clientID
            let added = try await change.add(to: clientID, lifetime: .seconds(8 * 86_400), in: scene.tenant, by: .operator("test"))
            scene.world.secrets.add(added.secret.value)
            func look() async throws {
                let notice = SecretExpiryNotice(engine: scene.engine, period: .seconds(300), logger: scene.world.log.logger)
                var configuration = ServiceGroupConfiguration(services: [notice], logger: .quiet)
                configuration.maximumGracefulShutdownDuration = .seconds(5)
                let group = ServiceGroup(configuration: configuration)
                let running = Task { try await group.run() }
                try await Task.sleep(for: .milliseconds(300))
                await group.triggerGracefulShutdown()
                try await running.value
            }
            try await look()
            #expect(try await scene.eventTypes() == ["platform.secret_rotated"])
            try await scene.moveClock(to: .seconds(86_400 + 60))
            try await look()
            try await look()
            #expect(try await scene.eventTypes() == ["platform.secret_rotated", "platform.secret_expiring"])
            let event = try #require(try await scene.events().last)
            #expect(Set(event.data.keys) == ["client_id", "caused_by", "secret_id", "expires_at", "still_used"])
        }
    }

    private static func claimAndForget(lease: Duration) async throws {
        let queue = WorkerQueue(database: try TestDatabase.current().connect(as: "symbolon_worker", connections: 1))
        _ = try await queue.claimEvents(limit: 10, lease: lease)
        _ = try await queue.claimEndpoints(slow: false, limit: 10, lease: lease)
        await queue.shutdown()
    }
}
