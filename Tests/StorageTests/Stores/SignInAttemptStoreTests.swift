import Model
import Storage
import TestSupport
import Testing

@Suite("sign-in attempts", .database)
struct SignInAttemptStoreTests {
    @Test("count up in their window, whose end does not move, and begin anew at its end")
    func window() async throws {
        try await World.run { world in
            try await world.stopClock(at: "2030-01-01 00:00:00+00")
            let tenant = try await Sample.emptyTenant(in: world)
            let subject = try TokenHash.fresh()
            func count() async throws -> Int {
                try await world.storage.transaction(tenant: tenant) { stores in
                    try stores.signInAttempts.count(subject, window: .seconds(60))
                }
            }
            #expect(try await count() == 1)
            try await world.stopClock(at: "2030-01-01 00:00:30+00")
            #expect(try await count() == 2)
            try await world.stopClock(at: "2030-01-01 00:00:59.999999+00")
            #expect(try await count() == 3)
            try await world.stopClock(at: "2030-01-01 00:01:00+00")
            #expect(try await count() == 1)
            try await world.stopClock(at: "2030-01-01 00:01:59+00")
            #expect(try await count() == 2)
        }
    }

    @Test("guesses made at once add up")
    func race() async throws {
        try await World.run { world in
            let tenant = try await Sample.emptyTenant(in: world)
            let subject = try TokenHash.fresh()
            let counts = try await withThrowingTaskGroup(of: Int.self) { tasks in
                for _ in 0..<32 {
                    tasks.addTask {
                        try await world.storage.transaction(tenant: tenant) { stores in
                            try stores.signInAttempts.count(subject, window: .seconds(3600))
                        }
                    }
                }
                return try await tasks.reduce(into: []) { $0.append($1) }
            }
            #expect(counts.sorted() == Array(1...32))
        }
    }

    @Test("of one subject are forgotten without another's")
    func clears() async throws {
        try await World.run { world in
            let tenant = try await Sample.emptyTenant(in: world)
            let (first, second) = (try TokenHash.fresh(), try TokenHash.fresh())
            let counts = try await world.storage.transaction(tenant: tenant) { stores in
                for subject in [first, second] { _ = try stores.signInAttempts.count(subject, window: .seconds(3600)) }
                try stores.signInAttempts.clear(first)
                return try [first, second].map { try stores.signInAttempts.count($0, window: .seconds(3600)) }
            }
            #expect(counts == [1, 2])
        }
    }

    @Test("whose window is over are removed, and no others")
    func deletesExpired() async throws {
        try await World.run { world in
            try await world.stopClock(at: "2030-01-01 00:00:00+00")
            let tenant = try await Sample.emptyTenant(in: world)
            let running = try TokenHash.fresh()
            try await world.storage.transaction(tenant: tenant) { stores in
                for _ in 0..<3 { _ = try stores.signInAttempts.count(.fresh(), window: .seconds(60)) }
                _ = try stores.signInAttempts.count(running, window: .seconds(61))
            }
            try await world.stopClock(at: "2030-01-01 00:01:00+00")
            let next = try await world.storage.transaction(tenant: tenant) { stores in
                try stores.signInAttempts.deleteExpired()
                return try stores.signInAttempts.count(running, window: .seconds(61))
            }
            #expect(next == 2)
            let left = try await world.asSuperuser { session in try session.value("SELECT count(*) FROM sign_in_attempt", as: Int.self) }
            #expect(left == 1)
        }
    }
}
