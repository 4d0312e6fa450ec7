import Foundation
import Postgres
import Testing

@Suite("pool")
struct PoolTests {
    /// Holds connections until told otherwise.
    private final class Gate: Sendable {
        private let entered = Shared(0)
        private let semaphore = DispatchSemaphore(value: 0)
        var count: Int { entered.withLock { $0 } }

        func hold() {
            entered.withLock { $0 += 1 }
            semaphore.wait()
        }

        func open(_ times: Int) { for _ in 0..<times { semaphore.signal() } }
    }

    @Test("a full queue refuses at once, a late caller is turned away, and both recover")
    func exhaustion() async throws {
        try await withDatabase(
            tuning: .by {
                $0.maximumConnections = 2
                $0.queueLimit = 3
                $0.acquireTimeout = .seconds(1)
            }
        ) { database throws in
            let isWarm = try await eventually {
                async let one = database.execute("SELECT pg_sleep(0.1)")
                async let two = database.execute("SELECT pg_sleep(0.1)")
                _ = (try? await one, try? await two)
                return database.statistics.idle == 2
            }
            #expect(isWarm)
            let gate = Gate()
            let holders = (0..<2).map { _ in Task { try await database.transaction { _ in gate.hold() } } }
            #expect(try await eventually { gate.count == 2 })
            let waiters = (0..<3).map { _ in Task { try await postgresError { try await database.execute("SELECT 1") } } }
            #expect(try await eventually { database.statistics.waiting == 3 })
            let refused = try await postgresError { try await database.execute("SELECT 1") }
            guard case .unavailable(.queueFull) = refused else { return #expect(Bool(false), "\(String(describing: refused))") }
            for waiter in waiters {
                guard case .unavailable(.acquireTimeout) = try await waiter.value else { return #expect(Bool(false)) }
            }
            #expect(database.statistics.waiting == 0)
            gate.open(2)
            for holder in holders { try await holder.value }
            #expect(try await database.value("SELECT 1", as: Int.self) == 1)
            let statistics = database.statistics
            #expect(statistics.open == 2 && statistics.idle == 2 && statistics.openedTotal == 2)
        }
    }

    @Test("cancelling a waiting task ends its wait and leaks nothing")
    func cancellation() async throws {
        try await withDatabase(
            tuning: .by {
                $0.maximumConnections = 1
                $0.acquireTimeout = .seconds(60)
            }
        ) { database throws in
            let gate = Gate()
            let holder = Task { try await database.transaction { _ in gate.hold() } }
            #expect(try await eventually { gate.count == 1 })
            let waiters = (0..<50).map { _ in Task { try await database.execute("SELECT 1") } }
            #expect(try await eventually { database.statistics.waiting == 50 })
            for waiter in waiters { waiter.cancel() }
            for waiter in waiters { await #expect(throws: CancellationError.self) { try await waiter.value } }
            #expect(database.statistics.waiting == 0)
            gate.open(1)
            try await holder.value
            #expect(try await database.value("SELECT 1", as: Int.self) == 1)
            #expect(database.statistics.open == 1 && database.statistics.idle == 1)
        }
    }

    @Test("tasks cancelled at any moment leak no connection")
    func cancellationStorm() async throws {
        try await withDatabase(tuning: .by { $0.maximumConnections = 3 }) { database throws in
            for round in 0..<20 {
                let tasks = (0..<30).map { _ in Task { try await database.execute("SELECT 1") } }
                try await Task.sleep(for: .microseconds(round * 200))
                for task in tasks { task.cancel() }
                for task in tasks { _ = await task.result }
            }
            #expect(database.statistics.waiting == 0)
            #expect(try await eventually { database.statistics.idle == database.statistics.open })
            #expect(try await database.value("SELECT 1", as: Int.self) == 1)
        }
    }

    @Test("shutdown lets a running body finish, refuses new work and closes everything")
    func shutdown() async throws {
        try await withDatabase("CREATE TABLE item (id bigint)", tuning: .by { $0.maximumConnections = 2 }) { database throws in
            let gate = Gate()
            let running = Task {
                try await database.transaction { session in
                    gate.hold()
                    try session.execute("INSERT INTO item VALUES (1)", rows: 1)
                    return true
                }
            }
            #expect(try await eventually { gate.count == 1 })
            let stopping = Task { await database.shutdown() }
            let isRefused = try await eventually {
                guard case .unavailable(.shuttingDown) = try await postgresError({ try await database.execute("SELECT 1") }) else {
                    return false
                }
                return true
            }
            #expect(isRefused)
            gate.open(1)
            #expect(try await running.value)
            await stopping.value
            #expect(database.statistics.open == 0 && database.statistics.idle == 0)
            await database.shutdown()
        }
    }

    @Test("a connection past its life is replaced when it is next idle")
    func recycling() async throws {
        try await withDatabase(
            tuning: .by {
                $0.maximumConnections = 1
                $0.connectionLifetime = .zero
            }
        ) { database throws in
            for _ in 0..<3 { #expect(try await database.value("SELECT 1", as: Int.self) == 1) }
            #expect(database.statistics.openedTotal == 3)
            #expect(database.statistics.open == 1)
        }
    }

    @Test("64 tasks share 8 connections without losing or mixing an answer")
    func load() async throws {
        try await withDatabase("CREATE TABLE item (task bigint, number bigint, PRIMARY KEY (task, number))") { database throws in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for task in 0..<64 {
                    group.addTask {
                        for number in 0..<40 {
                            let back = try await database.transaction(settings: [Setting("symbolon.task", "\(task)")]) { session -> Int? in
                                try session.execute("INSERT INTO item (task, number) VALUES (\(task), \(number))", rows: 1)
                                return try session.value("SELECT \(task * 1_000 + number) + 0 * current_setting('symbolon.task')::int8")
                            }
                            #expect(back == task * 1_000 + number)
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await database.value("SELECT count(*) FROM item", as: Int.self) == 64 * 40)
            let statistics = database.statistics
            #expect(
                statistics.open <= 8 && statistics.openedTotal <= 8 && statistics.idle == statistics.open && statistics.failedTotal == 0)
        }
    }
}
