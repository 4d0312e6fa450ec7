import Foundation
import Model
import Postgres
import TestSupport
import Testing

@testable import Storage

@Suite("jobs that are decided together", .database)
struct IssueLinesTests {
    @Test("a hundred at once get a token each, with an entry of the audit log that waits to be sealed")
    func many() async throws {
        try await Self.run { world, sample in
            let before = try await Self.counts(world)
            try await withThrowingTaskGroup(of: IssuedTokens?.self) { group in
                for _ in 0..<100 {
                    let job = try sample.job(.clientToken)
                    group.addTask { try await world.storage.issue(job) }
                }
                for try await issued in group { #expect(issued != nil) }
            }
            let after = try await Self.counts(world)
            #expect(zip(after, before).map { $0 - $1 } == [100, 100, 100])
        }
    }

    @Test("of many that would use up one code, one is issued, and nothing is changed for the others")
    func oneCode() async throws {
        try await Self.run { world, sample in
            let before = try await Self.counts(world)
            let issued = try await withThrowingTaskGroup(of: IssuedTokens?.self) { group in
                for _ in 0..<16 {
                    let job = try sample.job(.exchange)
                    group.addTask { try await world.storage.issue(job) }
                }
                return try await group.reduce(into: 0) { $0 += $1 == nil ? 0 : 1 }
            }
            #expect(issued == 1)
            let after = try await Self.counts(world)
            #expect(zip(after, before).map { $0 - $1 } == [1, 1, 1])
        }
    }

    @Test("what waits for somebody's lock is decided once it is free")
    func locked() async throws {
        try await Self.run { world, sample in
            let (tenant, holder) = (sample.tenantID, sample.platform.id)
            let (held, other) = (try sample.job(.refresh), try sample.job(.clientToken))
            let issued = try await world.holding({ session in
                try session.execute("SELECT FROM account_grant WHERE tenant_id = \(tenant) AND platform_id = \(holder) FOR UPDATE")
            }) { letGo in
                async let first = world.storage.issue(held)
                async let second = world.storage.issue(other)
                try await Task.sleep(for: .milliseconds(400))
                letGo()
                return try await (first != nil, second != nil)
            }
            #expect(issued == (true, true))
        }
    }

    @Test("a job that was taken back before anybody began with it issues nothing")
    func takenBack() async throws {
        try await Self.run { world, sample in
            let before = try await Self.counts(world)
            let (ticket, job) = (IssueTicket(), try sample.job(.clientToken))
            ticket.cancel()
            await #expect(throws: CancellationError.self) {
                try await withCheckedThrowingContinuation { continuation in
                    world.storage.issue(job, ticket) { continuation.resume(with: $0) }
                }
            }
            #expect(try await Self.counts(world) == before)
        }
    }

    private static func run(_ body: (World, Sample) async throws -> Void) async throws {
        try await World.run { world in
            let sample = try await Sample.make(in: world)
            try await sample.prepareJobs(in: world)
            try await body(world, sample)
        }
    }

    /// Access tokens, audit entries, and those of them that wait.
    private static func counts(_ world: World) async throws -> [Int] {
        try await world.asSuperuser { session in
            try [
                session.value("SELECT count(*) FROM access_token") ?? 0, session.value("SELECT count(*) FROM audit_entry") ?? 0,
                session.value("SELECT sum(cardinality(entry_ids))::bigint FROM audit_queue") ?? 0,
            ]
        }
    }
}
