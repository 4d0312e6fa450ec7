import Model
import Postgres
import TestSupport
import Testing

@testable import Storage

@Suite("quick jobs and the wall between tenants", .database)
struct JobWallTests {
    @Test(
        "a job issues for its own tenant, and behind another's wall, or without one, finds and changes nothing",
        arguments: Sample.Job.allCases)
    func wall(_ kind: Sample.Job) async throws {
        try await World.run { world in
            let sample = try await Sample.make(in: world)
            try await sample.prepareJobs(in: world)
            let other = try await Sample.emptyTenant(in: world)
            let wallCase = WallCase(kind.rawValue) { stores, sample in
                let rows = try stores.session.rows(try sample.job(kind, of: stores.tenantID).statements).last?.all(as: IssueRow.self)
                return rows?.count { $0.issued != nil } ?? 0
            }
            for (wall, tenant) in [(other, sample.tenantID), (nil, sample.tenantID), (other, other), (sample.tenantID, other)] {
                #expect(try await world.attempt(wallCase, sample, behind: wall, as: tenant) == WallAttempt())
            }
            // Whoever no wall stops still reaches one tenant only.
            #expect(try await world.attempt(wallCase, sample, login: "postgres", behind: other, as: other) == WallAttempt())
            let own = try await world.attempt(wallCase, sample, behind: sample.tenantID, as: sample.tenantID)
            #expect(own == WallAttempt(found: 1, changed: true, refusal: nil))
        }
    }

    @Test("a job that memory decides writes for its own tenant, and for another, or with another's rows, is refused by the database")
    func installed() async throws {
        try await World.run { world in
            let sample = try await Sample.make(in: world)
            let other = try await Sample.emptyTenant(in: world)
            let wallCase = WallCase("installedToken") { stores, sample in
                let job = try sample.installedJob(of: stores.tenantID, in: stores)
                return try stores.session.rows(job.statements).last?.count ?? 0
            }
            for (wall, tenant) in [(other, sample.tenantID), (nil, sample.tenantID), (other, other), (sample.tenantID, other)] {
                let attempt = try await world.attempt(wallCase, sample, behind: wall, as: tenant)
                #expect(attempt.refusal.map(WallAttempt.refusals.contains) == true && !attempt.changed)
            }
            let own = try await world.attempt(wallCase, sample, behind: sample.tenantID, as: sample.tenantID)
            #expect(own == WallAttempt(found: 1, changed: true, refusal: nil))
        }
    }
}
