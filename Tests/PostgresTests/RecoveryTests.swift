import Foundation
import Logging
import Postgres
import TestSupport
import Testing

@Suite("recovery", .serialized)
struct RecoveryTests {
    /// A server and a database of its own, both gone afterwards.
    private func withServer(
        settings: [String: String] = [:],
        tuning: Tuning = .by { _ in },
        _ body: (PrivatePostgres, Database) async throws -> Void
    ) async throws {
        let server = try PrivatePostgres(fsync: true, settings: settings)
        defer { server.remove() }
        try server.start()
        var configuration = try DatabaseConfiguration(url: server.url())
        tuning.apply(&configuration)
        let database = Database(configuration, logger: .quiet)
        try await body(server, database)
        await database.shutdown()
    }

    @Test("after kill -9 under load it recovers without help, and every acknowledged commit is there")
    func killed() async throws {
        try await withServer { server, database throws in
            try await database.execute("CREATE TABLE item (id bigint PRIMARY KEY)")
            let acknowledged = Shared<Set<Int>>([])
            let isOver = Shared(false)
            let stray = Shared<[String]>([])
            let writers = (0..<16).map { writer in
                Task {
                    var number = writer
                    while !isOver.withLock({ $0 }) {
                        number += 16
                        let id = number
                        do {
                            try await database.transaction { session in try session.execute("INSERT INTO item VALUES (\(id))", rows: 1) }
                            acknowledged.withLock { _ = $0.insert(id) }
                        } catch let error as PostgresError where error.isUnavailable {
                            try? await Task.sleep(for: .milliseconds(10))
                        } catch {
                            stray.withLock { $0.append("\(error)") }
                        }
                    }
                }
            }
            for _ in 0..<2 {
                let before = acknowledged.withLock { $0.count }
                #expect(try await eventually { acknowledged.withLock { $0.count } > before + 100 })
                server.kill9()
                try server.start()
                let restarted = acknowledged.withLock { $0.count }
                #expect(try await eventually { acknowledged.withLock { $0.count } > restarted + 100 })
            }
            isOver.withLock { $0 = true }
            for writer in writers { await writer.value }
            #expect(stray.withLock { $0 } == [])
            let kept = Set(try await database.value("SELECT array_agg(id) FROM item", as: [Int].self) ?? [])
            #expect(acknowledged.withLock { $0 }.subtracting(kept).isEmpty)
            #expect(database.statistics.idle == database.statistics.open)
        }
    }

    @Test("a restart between two transactions goes unnoticed")
    func restarted() async throws {
        try await withServer { server, database throws in
            await withTaskGroup(of: Void.self) { group in
                for _ in 0..<8 { group.addTask { _ = try? await database.execute("SELECT pg_sleep(0.05)") } }
            }
            #expect(database.statistics.idle > 1)
            try server.restart()
            #expect(try await database.value("SELECT 1", as: Int.self) == 1)
            try server.restart()
            try await database.withSession { session throws in #expect(try session.exists("SELECT 1")) }
        }
    }

    @Test("while the server is away callers fail as unavailable and do not pile up; when it is back they succeed")
    func away() async throws {
        try await withServer { server, database throws in
            try await database.execute("SELECT 1")
            server.stop()
            for _ in 0..<20 {
                let error = try await postgresError { try await database.execute("SELECT 1") }
                guard case .unavailable(.cannotConnect) = error else { return #expect(Bool(false), "\(String(describing: error))") }
            }
            #expect(database.statistics.waiting == 0 && database.statistics.open == 0)
            try server.start()
            #expect(try await eventually { try await postgresError { try await database.execute("SELECT 1") } == nil })
        }
    }

    @Test("a backend that is terminated in a body makes the body fail as unavailable, and only that one")
    func terminated() async throws {
        try await withServer { _, database throws in
            let error = try await postgresError { try await database.execute("SELECT pg_terminate_backend(pg_backend_pid())") }
            #expect(error?.isUnavailable == true)
            #expect(try await database.value("SELECT 1", as: Int.self) == 1)
        }
    }

    @Test("an autocommitted statement that gets no answer has an unknown outcome")
    func autocommit() async throws {
        try await withServer { _, database throws in
            let error = try await postgresError {
                try await database.withSession { session in _ = try session.execute("SELECT pg_terminate_backend(pg_backend_pid())") }
            }
            guard case .outcomeUnknown = error else { return #expect(Bool(false), "\(String(describing: error))") }
        }
    }

    @Test("a frozen server does not hang a body: before the commit it is unavailable, in the commit unknown")
    func frozen() async throws {
        try await withServer(tuning: .by { $0.statementTimeout = .milliseconds(200) }) { _, database throws in
            let victims = Shared<[Int32]>([])
            defer { for victim in victims.withLock({ $0 }) { kill(victim, SIGCONT) } }
            @Sendable func freeze(_ session: Session) throws {
                guard let pid = try session.value("SELECT pg_backend_pid()", as: Int.self).map(Int32.init) else { return }
                victims.withLock { $0.append(pid) }
                kill(pid, SIGSTOP)
            }
            let before = try await postgresError {
                try await database.transaction { session in
                    try freeze(session)
                    try session.execute("SELECT 1")
                }
            }
            guard case .unavailable(.noAnswer) = before else { return #expect(Bool(false), "\(String(describing: before))") }
            let during = try await postgresError { try await database.transaction { session in try freeze(session) } }
            guard case .outcomeUnknown = during else { return #expect(Bool(false), "\(String(describing: during))") }
            #expect(try await database.value("SELECT 1", as: Int.self) == 1)
        }
    }

    @Test("a connection frozen while idle is replaced at BEGIN")
    func frozenIdle() async throws {
        try await withServer(
            tuning: .by {
                $0.maximumConnections = 1
                $0.connectTimeout = .seconds(2)
                $0.acquireTimeout = .seconds(30)
            }
        ) { _, database throws in
            let pid = Int32(try await database.value("SELECT pg_backend_pid()", as: Int.self) ?? 0)
            kill(pid, SIGSTOP)
            defer { kill(pid, SIGCONT) }
            #expect(try await database.value("SELECT 1", as: Int.self) == 1)
            #expect(database.statistics.openedTotal == 2)
        }
    }

    @Test("too many connections at the server is unavailable, and those that are there go on serving")
    func tooMany() async throws {
        try await withServer(
            settings: ["max_connections": "6", "superuser_reserved_connections": "1", "max_wal_senders": "0"],
            tuning: .by { $0.maximumConnections = 20 }
        ) { _, database throws in
            let served = await withTaskGroup(of: Bool.self, returning: Int.self) { group in
                for _ in 0..<60 { group.addTask { (try? await database.execute("SELECT pg_sleep(0.01)")) != nil } }
                return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(served > 0)
            #expect(database.statistics.open <= 6)
            #expect(try await eventually { try await postgresError { try await database.execute("SELECT 1") } == nil })
        }
    }

    @Test("a server that only reads is not connected to")
    func readOnlyServer() async throws {
        try await withServer(settings: ["default_transaction_read_only": "on"]) { _, database throws in
            let error = try await postgresError { try await database.execute("SELECT 1") }
            guard case .unavailable(.cannotConnect) = error else { return #expect(Bool(false), "\(String(describing: error))") }
        }
    }

    @Test("a primary that turns read-only under us is left, and used again when it writes again")
    func demoted() async throws {
        try await withServer { server, database throws in
            try await database.execute("CREATE TABLE item (id bigint)")
            let settings = Database(
                try DatabaseConfiguration(url: server.url() + "&options=-cdefault_transaction_read_only%3Doff"), logger: .quiet)
            let setReadOnly: @Sendable (String) async throws -> Void = { value in
                try await settings.withSession { session in
                    try session.script("ALTER SYSTEM SET default_transaction_read_only = \(value)")
                    try session.execute("SELECT pg_reload_conf()")
                }
            }
            try await setReadOnly("on")
            let isRefused = try await eventually {
                guard
                    case .unavailable(.cannotConnect) = try await postgresError({
                        try await database.execute("INSERT INTO item VALUES (1)")
                    })
                else { return false }
                return true
            }
            #expect(isRefused)
            try await setReadOnly("off")
            #expect(try await eventually { try await postgresError { try await database.execute("INSERT INTO item VALUES (1)") } == nil })
            await settings.shutdown()
        }
    }

    @Test("backends terminated at random under load cost only what ran on them, and no connection is lost count of")
    func terminatedAtRandom() async throws {
        try await withServer { server, database throws in
            try await database.execute("CREATE TABLE item (id bigint PRIMARY KEY)")
            let acknowledged = Shared<[Int]>([])
            let stray = Shared<[String]>([])
            let isOver = Shared(false)
            let writers = (0..<24).map { writer in
                Task {
                    var number = writer
                    while !isOver.withLock({ $0 }) {
                        number += 24
                        let id = number
                        do {
                            try await database.transaction { session in try session.execute("INSERT INTO item VALUES (\(id))", rows: 1) }
                            acknowledged.withLock { $0.append(id) }
                        } catch let error as PostgresError where error.isUnavailable {
                            continue
                        } catch {
                            stray.withLock { $0.append("\(error)") }
                        }
                    }
                }
            }
            let killer = Database(try DatabaseConfiguration(url: server.url()), logger: .quiet)
            for _ in 0..<40 {
                try await killer.execute(
                    """
                    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                    WHERE backend_type = 'client backend' AND pid <> pg_backend_pid() AND random() < 0.4
                    """
                )
                try await Task.sleep(for: .milliseconds(25))
            }
            isOver.withLock { $0 = true }
            for writer in writers { await writer.value }
            await killer.shutdown()
            #expect(stray.withLock { $0 } == [])
            let kept = Set(try await database.value("SELECT array_agg(id) FROM item", as: [Int].self) ?? [])
            #expect(Set(acknowledged.withLock { $0 }).subtracting(kept).isEmpty)
            #expect(acknowledged.withLock { $0.count } > 100)
            #expect(try await eventually { database.statistics.idle == database.statistics.open && database.statistics.waiting == 0 })
        }
    }

    @Test("with several hosts the one that answers is used")
    func severalHosts() async throws {
        try await withServer { server, _ throws in
            let configuration = try DatabaseConfiguration(url: "host=/nonexistent,\(server.folder) user=postgres dbname=postgres")
            let database = Database(configuration, logger: .quiet)
            #expect(try await database.value("SELECT 1", as: Int.self) == 1)
            await database.shutdown()
        }
    }
}
