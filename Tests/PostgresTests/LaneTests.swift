import Foundation
import Logging
import TestSupport
import Testing

@testable import Postgres

@Suite("the pipelined door")
struct LaneTests {
    private static let items = "CREATE TABLE item (id bigint PRIMARY KEY, note text)"

    private func insert(_ id: Int, _ database: Database, group: String? = "a") async throws {
        _ = try await database.writes.run(["INSERT INTO item (id) VALUES (\(id))"], group: group) { $0.count }
    }

    private func ids(_ database: Database) async throws -> [Int] {
        try await database.value("SELECT coalesce(array_agg(id ORDER BY id), '{}') FROM item", as: [Int].self) ?? []
    }

    @Test("each caller gets its own row")
    func answers() async throws {
        try await withDatabase { database in
            try await withThrowingTaskGroup(of: (Int, Int?).self) { group in
                for number in 0..<300 {
                    group.addTask {
                        let found: Int? = try await database.reads.run(["SELECT \(number)::bigint AS n"], group: "t\(number % 7)") { rows in
                            try rows[0].count == 1 ? rows[0][0]["n"] : nil
                        }
                        return (number, found)
                    }
                }
                for try await (asked, answered) in group { #expect(asked == answered) }
            }
        }
    }

    @Test("the group's setting holds for its statements and for nobody else's")
    func settings() async throws {
        try await withDatabase { database in
            try await withThrowingTaskGroup(of: (String?, String).self) { group in
                for number in 0..<200 {
                    group.addTask {
                        let name = number % 5 == 0 ? nil : "t\(number % 5)"
                        return (
                            name,
                            try await database.writes.run(["SELECT coalesce(current_setting('app.tenant', true), '') AS t"], group: name) {
                                rows in
                                try rows[0][0]["t"]
                            }
                        )
                    }
                }
                for try await (name, seen) in group { #expect(seen == name ?? "") }
            }
        }
    }

    @Test("a bad statement fails by itself, and its neighbours are committed once")
    func neighbours() async throws {
        try await withDatabase(Self.items) { database in
            let failures = try await withThrowingTaskGroup(of: Int?.self) { group in
                for number in 0..<120 {
                    group.addTask {
                        do {
                            // Every tenth is there twice.
                            try await insert(number % 10 == 9 ? 0 : number, database, group: "t\(number % 3)")
                            return nil
                        } catch PostgresError.server(.uniqueViolation, _, _) {
                            return number
                        }
                    }
                }
                var failures: [Int] = []
                for try await failure in group { if let failure { failures.append(failure) } }
                return failures
            }
            let expected = (0..<120).filter { $0 % 10 != 9 }
            #expect(try await ids(database) == expected)
            #expect(failures.count == 12)
        }
    }

    @Test("what is refused at the commit is an error, not an answer")
    func commitRefused() async throws {
        try await withDatabase(
            """
            CREATE TABLE item (id bigint PRIMARY KEY, other bigint REFERENCES item (id) DEFERRABLE INITIALLY DEFERRED)
            """
        ) { database in
            await #expect(throws: PostgresError.self) {
                _ = try await database.writes.run(["INSERT INTO item VALUES (1, 99)"], group: nil) { $0.count }
            }
            async let bad: Int = database.writes.run(["INSERT INTO item VALUES (2, 98)"], group: "b") { $0.count }
            async let good: Int = database.writes.run(["INSERT INTO item VALUES (3, NULL)"], group: "a") { $0.count }
            #expect(try await good == 1)
            do {
                _ = try await bad
                Issue.record("it was committed")
            } catch PostgresError.server(let state, _, _) {
                #expect(state == .foreignKeyViolation)
            }
            #expect(try await ids(database) == [3])
        }
    }

    @Test("whoever waits for a lock is told so soon, and holds up nobody")
    func locks() async throws {
        try await withDatabase("\(Self.items); INSERT INTO item VALUES (1), (2)") { database in
            let gate = DispatchSemaphore(value: 0)
            let isHeld = Shared(false)
            async let holder: Void = database.transaction { session in
                try session.execute("UPDATE item SET note = 'held' WHERE id = 1")
                isHeld.withLock { $0 = true }
                gate.wait()
            }
            _ = try await eventually { isHeld.withLock { $0 } }
            async let blocked: Int = database.writes.run(["UPDATE item SET note = 'late' WHERE id = 1"], group: "a") { $0[0].affected }
            async let free: Int = database.writes.run(["UPDATE item SET note = 'free' WHERE id = 2"], group: "b") { $0[0].affected }
            #expect(try await free == 1)
            do {
                _ = try await blocked
                Issue.record("it did not wait")
            } catch PostgresError.server(let state, _, _) {
                #expect(state == .lockNotAvailable)
            }
            gate.signal()
            try await holder
            #expect(try await database.value("SELECT note FROM item WHERE id = 1", as: String.self) == "held")
        }
    }

    @Test("a write whose connection is lost may have happened; a read is asked again")
    func lost() async throws {
        try await withDatabase(Self.items) { database in
            try await insert(1, database)
            await #expect {
                _ = try await database.writes.run(["SELECT pg_terminate_backend(pg_backend_pid())"], group: nil) { $0.count }
            } throws: { error in
                if case PostgresError.outcomeUnknown = error {
                    true
                } else if case PostgresError.server(.adminShutdown, _, _) = error {
                    true
                } else {
                    false
                }
            }
            try await insert(2, database)
            #expect(try await ids(database) == [1, 2])

            // A lane that lay idle while its server hung up sends nothing on the dead connection.
            let pid: Int = try await database.writes.run(["SELECT pg_backend_pid() AS pid"], group: nil) { try $0[0][0]["pid"] }
            _ = try await database.value("SELECT pg_terminate_backend(\(pid)::int)", as: Bool.self)
            _ = try await eventually {
                try await database.value("SELECT count(*) FROM pg_stat_activity WHERE pid = \(pid)", as: Int.self) == 0
            }
            for number in 3..<10 { try await insert(number, database) }
        }
    }

    @Test("past the bound a caller is refused, and the others are served")
    func bound() async throws {
        let settings = LaneSettings(lanes: 1, writes: false, queueLimit: 4, acquireTimeout: .seconds(60), answerTimeout: .seconds(60))
        try await withLanes(settings) { lanes in
            let release = try await Self.occupy(lanes)
            let outcomes = await withTaskGroup(of: Bool.self) { group in
                for _ in 0..<12 {
                    group.addTask {
                        do {
                            _ = try await lanes.run(["SELECT 1"], group: "a") { $0.count }
                            return true
                        } catch PostgresError.unavailable(.queueFull) {
                            return false
                        } catch {
                            Issue.record(error)
                            return false
                        }
                    }
                }
                var outcomes: [Bool] = []
                for await outcome in group {
                    outcomes.append(outcome)
                    // All that do not fit have been told; now the others get their turn.
                    if outcomes.count == 9 { release() }
                }
                return outcomes
            }
            #expect(outcomes.filter { $0 }.count == 3)
        }
    }

    @Test("a caller that is gone leaves the line")
    func cancelled() async throws {
        let settings = LaneSettings(lanes: 1, writes: false, acquireTimeout: .seconds(60), answerTimeout: .seconds(60))
        try await withLanes(settings) { lanes in
            let release = try await Self.occupy(lanes)
            let waiting = Task { try await lanes.run(["SELECT 1"], group: nil) { $0.count } }
            _ = try await eventually { lanes.waiting == 1 }
            waiting.cancel()
            await #expect(throws: (any Error).self) { _ = try await waiting.value }
            #expect(lanes.waiting == 0)
            release()
        }
    }

    @Test("a lane that gets no answer gives the connection up")
    func silence() async throws {
        try await withLanes(LaneSettings(lanes: 1, writes: true, answerTimeout: .milliseconds(300))) { lanes in
            await #expect(throws: PostgresError.self) { _ = try await lanes.run(["SELECT pg_sleep(3)"], group: nil) { $0.count } }
            let rows = try await lanes.run(["SELECT 1"], group: nil) { $0[0].count }
            #expect(rows == 1)
        }
    }

    /// Keeps the one lane busy, by a lock that somebody else holds, until what is returned is called.
    private static func occupy(_ lanes: Lanes) async throws -> @Sendable () -> Void {
        let keeper = Database(try DatabaseConfiguration(url: try TestCluster.url()), logger: .quiet)
        let gate = DispatchSemaphore(value: 0)
        let isHeld = Shared(false)
        let key = Int(UInt32.random(in: 0 ..< .max))
        Task {
            try await keeper.transaction { session in
                try session.execute("SELECT FROM pg_advisory_xact_lock(\(key))")
                isHeld.withLock { $0 = true }
                gate.wait()
            }
            await keeper.shutdown()
        }
        _ = try await eventually { isHeld.withLock { $0 } }
        lanes.submit(["SELECT FROM pg_advisory_xact_lock(\(key))"], group: nil) { _ in }
        return { gate.signal() }
    }

    private func withLanes(_ settings: LaneSettings, _ body: (Lanes) async throws -> Void) async throws {
        let lanes = Lanes(try DatabaseConfiguration(url: try TestCluster.url()), settings, logger: .quiet)
        let outcome: Result<Void, any Error>
        do { outcome = .success(try await body(lanes)) } catch { outcome = .failure(error) }
        await lanes.shutdown()
        try outcome.get()
    }
}

@Suite("the line before the lanes")
struct FairQueueTests {
    private func job(_ group: String) -> LaneJob {
        LaneJob(ticket: LaneJob.Ticket(), group: group, statements: [], deadline: .after(.seconds(60))) { _ in }
    }

    @Test("a busy group takes its share of a batch and no more")
    func shares() {
        var queue = FairQueue()
        for _ in 0..<500 { queue.append(job("noisy")) }
        for name in ["a", "b", "c"] { queue.append(job(name)) }
        let batch = queue.take(64)
        #expect(batch.count == 64)
        #expect(Set(batch.compactMap(\.group)) == ["noisy", "a", "b", "c"])
        #expect(queue.count == 439)
        #expect(queue.take(1000).count == 439)
        #expect(queue.count == 0)
        #expect(queue.take(10).isEmpty)
    }

    @Test("who leaves is gone and nobody else")
    func leaving() {
        var queue = FairQueue()
        let jobs = ["a", "a", "b"].map(job)
        for job in jobs { queue.append(job) }
        #expect(queue.removeAll { $0.ticket === jobs[2].ticket }.count == 1)
        #expect(queue.count(of: "b") == 0)
        #expect(queue.take(10).map(\.group) == ["a", "a"])
    }
}
