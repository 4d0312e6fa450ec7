import Model
import Postgres
import TestSupport
import Testing

@testable import Storage

@Suite("the wall between tenants")
struct WallTests {
    @Test("the table names every method of every store, and no other")
    func tableIsWhole() throws {
        let (written, listed) = (try StoreMethods.read().sorted(), WallTable.all.map(\.method).sorted())
        #expect(Set(written).subtracting(listed) == [])
        #expect(Set(listed).subtracting(written) == [])
        #expect(written == listed)
    }

    @Test("every method has its effect for its own tenant", .database)
    func works() async throws {
        try await World.run { world in
            for wallCase in WallTable.all {
                let sample = try await Sample.make(in: world)
                let attempt = try await world.attempt(wallCase, sample, behind: sample.tenantID, as: sample.tenantID)
                switch wallCase.reach {
                case .row, .root: #expect(attempt.found > 0 || attempt.changed, "\(wallCase.method)")
                case .registryWrite:
                    #expect(attempt.found > 0 || attempt.changed || attempt.refusal == .uniqueViolation, "\(wallCase.method)")
                case .registryRead: #expect(attempt.found > 0 && !attempt.changed, "\(wallCase.method)")
                case .nobodys: #expect(attempt == WallAttempt(), "\(wallCase.method)")
                }
            }
        }
    }

    @Test("behind another tenant's wall no method finds or changes anything, whatever tenant it names", .database)
    func otherTenant() async throws {
        try await World.run { world in
            let sample = try await Sample.make(in: world)
            let other = try await Sample.emptyTenant(in: world)
            for wallCase in WallTable.all {
                let attempt = try await world.attempt(wallCase, sample, behind: other, as: sample.tenantID)
                expectNothing(of: wallCase, attempt)
            }
        }
    }

    @Test("with no tenant set no method finds or changes anything", .database)
    func noTenant() async throws {
        try await World.run { world in
            let sample = try await Sample.make(in: world)
            for wallCase in WallTable.all {
                let attempt = try await world.attempt(wallCase, sample, behind: nil, as: sample.tenantID)
                expectNothing(of: wallCase, attempt)
            }
        }
    }

    @Test("every statement names its tenant: without a wall another tenant's stores still reach nothing", .database)
    func namesTenant() async throws {
        try await World.run { world in
            let sample = try await Sample.make(in: world)
            let other = try await Sample.emptyTenant(in: world)
            for wallCase in WallTable.all where wallCase.reach == .row {
                let attempt = try await world.attempt(wallCase, sample, login: "postgres", behind: other, as: other)
                expectNothing(of: wallCase, attempt)
            }
        }
    }

    private func expectNothing(of wallCase: WallCase, _ attempt: WallAttempt) {
        #expect(!attempt.changed, "\(wallCase.method)")
        if wallCase.reach == .registryRead {
            #expect(attempt.found > 0 && attempt.refusal == nil, "\(wallCase.method)")
        } else {
            #expect(attempt.found == 0, "\(wallCase.method)")
            if let refusal = attempt.refusal { #expect(WallAttempt.refusals.contains(refusal), "\(wallCase.method): \(refusal)") }
        }
    }
}
