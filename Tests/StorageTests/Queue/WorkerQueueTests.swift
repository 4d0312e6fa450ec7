import Foundation
import Model
import Postgres
import TestSupport
import Testing

@testable import Storage

@Suite("the worker's queue", .database)
struct WorkerQueueTests {
    @Test("what one claims nobody else gets while the lease lasts, across tenants; then it is due again")
    func claimsOnce() async throws {
        try await World.run { world in
            let tenants = [try await Sample.make(in: world).tenantID, try await Sample.make(in: world).tenantID]
            try await Self.withQueue { queue in
                let claims = try await withThrowingTaskGroup(of: [ClaimedEvent].self) { group in
                    for _ in 0..<8 { group.addTask { try await queue.claimEvents(limit: 1, lease: .milliseconds(600)) } }
                    return try await group.reduce(into: []) { $0 += $1 }
                }
                #expect(Set(claims.map(\.tenantID)) == Set(tenants))
                #expect(claims.count == 2)
                #expect(try await queue.claimEvents(limit: 10, lease: .seconds(30)).isEmpty)
                try await Task.sleep(for: .milliseconds(700))
                #expect(try await queue.claimEvents(limit: 10, lease: .seconds(30)).count == 2)
            }
        }
    }

    @Test("slow endpoints wait in a line of their own, and a limit takes the longest waiting")
    func lines() async throws {
        try await World.run { world in
            let sample = try await Sample.make(in: world)
            try await world.asSuperuser { session in
                try session.execute("UPDATE event_queue SET due_at = now() - interval '1 s', lease = NULL WHERE endpoint_id IS NOT NULL")
                try session.execute(
                    "UPDATE event_queue SET slow_since = now(), due_at = now() - interval '1 h' WHERE endpoint_id = \(sample.heldEndpointID)"
                )
                try session.execute(
                    "UPDATE event_queue SET due_at = now() - interval '2 s' WHERE endpoint_id = \(sample.disabledEndpointID)")
            }
            try await Self.withQueue { queue in
                #expect(try await queue.lag() >= .seconds(3600))
                let first = try await queue.claimEndpoints(slow: false, limit: 1, lease: .seconds(30))
                #expect(first.map(\.endpointID) == [sample.disabledEndpointID])
                let rest = try await queue.claimEndpoints(slow: false, limit: 10, lease: .seconds(30))
                #expect(rest.map(\.endpointID) == [sample.endpointID])
                let slow = try await queue.claimEndpoints(slow: true, limit: 10, lease: .seconds(30))
                #expect(slow.map(\.endpointID) == [sample.heldEndpointID])
                #expect(slow.map(\.isSlow) == [true])
                #expect(Set((first + rest + slow).map(\.lease)).count == 3)
            }
        }
    }

    @Test("whoever lost a claim meanwhile gives nothing back")
    func lostClaim() async throws {
        try await World.run { world in
            let sample = try await Sample.make(in: world)
            try await world.storage.transaction(tenant: sample.tenantID) { stores in
                try stores.deliveryRuns.release([EndpointRelease(sample.heldEndpointID, lease: UUID(), isSlow: true)])
            }
            let lease = try await world.asSuperuser { session in
                try session.value("SELECT lease FROM event_queue WHERE endpoint_id = \(sample.heldEndpointID)", as: UUID.self)
            }
            #expect(lease == sample.lease)
        }
    }

    @Test("an event that is given to an endpoint while somebody gives the endpoint back is not forgotten", arguments: 0..<20)
    func fanOutDuringRelease(_ round: Int) async throws {
        try await World.run { world in
            let sample = try await Sample.make(in: world)
            let (tenant, endpoint, lease) = (sample.tenantID, sample.heldEndpointID, sample.lease)
            async let released: Void = world.storage.transaction(tenant: tenant) { stores in
                try stores.deliveryRuns.release([EndpointRelease(endpoint, lease: lease, isSlow: false)])
            }
            async let fannedOut = world.storage.transaction(tenant: tenant) { stores in
                try stores.deliveryRuns.fanOut([sample.eventID], needsVerification: false)
            }
            _ = try await (released, fannedOut)
            let isDue = try await world.asSuperuser { session in
                try session.value(
                    "SELECT due_at <= now() AND lease IS NULL FROM event_queue WHERE endpoint_id = \(endpoint)", as: Bool.self)
            }
            #expect(isDue == true)
        }
    }

    @Test("an event is given to its endpoints once, however often it is claimed")
    func fansOutOnce() async throws {
        try await World.run { world in
            let sample = try await Sample.make(in: world)
            for _ in 0..<3 {
                _ = try await world.storage.transaction(tenant: sample.tenantID) { stores in
                    try stores.deliveryRuns.fanOut([sample.eventID], needsVerification: false)
                }
            }
            let count = try await world.asSuperuser { session in
                try session.value(
                    "SELECT count(*) FROM delivery WHERE endpoint_id = \(sample.heldEndpointID) AND event_id = \(sample.eventID)",
                    as: Int.self)
            }
            #expect(count == 1)
        }
    }

    @Test("a result that comes late changes nothing of what somebody else has finished, and is on record")
    func lateResult() async throws {
        try await World.run { world in
            let sample = try await Sample.make(in: world)
            let found = try await world.storage.transaction(tenant: sample.tenantID) { stores in
                try stores.deliveryRuns.record([.sample(sample.arrivedDeliveryID, .failed)])
                return (try stores.deliveries.find(sample.arrivedDeliveryID), try stores.deliveries.attempts(of: sample.arrivedDeliveryID))
            }
            #expect(found.0?.status == .delivered)
            #expect(found.1.map(\.status) == [204, 500])
        }
    }

    private static func withQueue(_ body: (WorkerQueue) async throws -> Void) async throws {
        let queue = WorkerQueue(database: try TestDatabase.current().connect(as: "symbolon_worker", connections: 8))
        do {
            try await body(queue)
        } catch {
            await queue.shutdown()
            throw error
        }
        await queue.shutdown()
    }
}
