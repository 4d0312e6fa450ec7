import Model
import Postgres
import Storage
import TestSupport
import Testing

@Suite("events", .database)
struct EventStoreTests {
    @Test("an event and its place in the queue commit together, or neither does", arguments: [true, false])
    func commits(_ commits: Bool) async throws {
        try await World.run { world in
            let sample = try await Sample.make(in: world)
            struct Stop: Error {}
            do {
                try await world.storage.transaction(tenant: sample.tenantID) { stores in
                    try stores.events.insert(Event(.tokenReplayed, platform: sample.platform.id, data: ["b": "2", "a": true]))
                    if !commits { throw Stop() }
                }
            } catch is Stop {
            }
            // The sample has a handshake besides, which only its endpoint hears of.
            let events = try await world.storage.transaction(tenant: sample.tenantID) { stores in
                try stores.events.all().filter { $0.type != "webhook.verify" }
            }
            #expect(events.map(\.type) == ["account.connected"] + (commits ? ["token.replayed"] : []))
            if commits { #expect(events.last?.payload == #"{"a":true,"b":"2"}"#) }
            let queued = try await world.asSuperuser { session in
                try session.value(
                    "SELECT count(*) FROM event_queue JOIN event ON event.id = event_id AND event.tenant_id = event_queue.tenant_id",
                    as: Int.self)
            }
            #expect(queued == events.count)
        }
    }

    @Test("the name of every event has the shape the schema asks for", arguments: EventType.allCases)
    func names(_ type: EventType) async throws {
        try await World.run { world in
            let tenant = try await Sample.emptyTenant(in: world)
            let types = try await world.storage.transaction(tenant: tenant) { stores in
                try stores.events.insert(Event(type, platform: nil, data: [:]))
                return try stores.events.all().map(\.type)
            }
            #expect(types == [type.rawValue])
        }
    }
}
