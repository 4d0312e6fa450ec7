import Foundation
import Postgres
import Testing

@Suite("transactions")
struct TransactionTests {
    private struct Stop: Error {}

    private static let table = "CREATE TABLE item (id bigint PRIMARY KEY)"

    @Test("a throw rolls back and arrives as it was thrown")
    func rollback() async throws {
        try await withDatabase(Self.table) { database throws in
            await #expect(throws: Stop.self) {
                try await database.transaction { session in
                    try session.execute("INSERT INTO item VALUES (1)", rows: 1)
                    throw Stop()
                }
            }
            #expect(try await database.value("SELECT count(*) FROM item", as: Int.self) == 0)
        }
    }

    @Test("a transaction that failed inside cannot seem committed")
    func swallowed() async throws {
        try await withDatabase(Self.table) { database throws in
            let error = try await postgresError {
                try await database.transaction { session in
                    try session.execute("INSERT INTO item VALUES (1)")
                    _ = try? session.execute("INSERT INTO item VALUES (1)")
                }
            }
            guard case .server(.inFailedTransaction, _, _) = error else { return #expect(Bool(false), "\(String(describing: error))") }
            #expect(try await database.value("SELECT count(*) FROM item", as: Int.self) == 0)
        }
    }

    @Test("a body that ends its own transaction is told so")
    func ownCommit() async throws {
        try await withDatabase(Self.table) { database throws in
            let error = try await postgresError { try await database.execute("COMMIT") }
            guard case .misuse = error else { return #expect(Bool(false), "\(String(describing: error))") }
        }
    }

    @Test("a constraint deferred to the commit throws there")
    func deferred() async throws {
        try await withDatabase("CREATE TABLE item (id bigint CONSTRAINT item_id_key UNIQUE DEFERRABLE INITIALLY DEFERRED)") {
            database throws in
            let error = try await postgresError { try await database.execute("INSERT INTO item VALUES (1), (1)") }
            guard case .server(.uniqueViolation, "item_id_key", _) = error else {
                return #expect(Bool(false), "\(String(describing: error))")
            }
            #expect(try await database.execute("INSERT INTO item VALUES (1), (2)") == 2)
        }
    }

    @Test("settings hold within the transaction and are gone after it, on commit and on rollback")
    func settings() async throws {
        try await withDatabase(tuning: .by { $0.maximumConnections = 1 }) { database throws in
            let setting = Setting("symbolon.tenant_id", "7' \"é")
            let inside = try await database.transaction(settings: [setting]) { session -> String? in
                try session.value("SELECT current_setting('symbolon.tenant_id', true)")
            }
            #expect(inside == "7' \"é")
            #expect(try await database.value("SELECT coalesce(current_setting('symbolon.tenant_id', true), '')", as: String.self) == "")
            _ = try? await database.transaction(settings: [setting]) { _ in throw Stop() }
            #expect(try await database.value("SELECT coalesce(current_setting('symbolon.tenant_id', true), '')", as: String.self) == "")
            #expect(try await database.value("SELECT current_setting('statement_timeout')", as: String.self) == "5s")
            let error = try await postgresError {
                try await database.transaction(settings: [Setting("symbolon.tenant_id", "\u{0}")]) { _ in }
            }
            guard case .misuse = error else { return #expect(Bool(false), "\(String(describing: error))") }
            #expect(database.statistics.open == 1)
        }
    }

    @Test("a setting the server refuses fails the transaction and leaves the connection good")
    func badSetting() async throws {
        try await withDatabase(tuning: .by { $0.maximumConnections = 1 }) { database throws in
            let error = try await postgresError { try await database.transaction(settings: [Setting("work_mem", "hidden")]) { _ in } }
            guard case .server = error else { return #expect(Bool(false), "\(String(describing: error))") }
            #expect(try await database.value("SELECT 1", as: Int.self) == 1)
            #expect(database.statistics.openedTotal == 1)
        }
    }

    @Test("a read-only transaction refuses a write")
    func readOnly() async throws {
        try await withDatabase(Self.table) { database throws in
            let error = try await postgresError {
                try await database.transaction(readOnly: true) { session in _ = try session.execute("INSERT INTO item VALUES (1)") }
            }
            guard case .server(.readOnlyTransaction, _, _) = error else { return #expect(Bool(false), "\(String(describing: error))") }
        }
    }

    @Test("a statement past its limit is cancelled by the server, and the connection stays")
    func statementTimeout() async throws {
        try await withDatabase(
            tuning: .by {
                $0.statementTimeout = .milliseconds(100)
                $0.maximumConnections = 1
            }
        ) { database throws in
            let error = try await postgresError { try await database.execute("SELECT pg_sleep(30)") }
            guard case .server(.queryCanceled, _, _) = error else { return #expect(Bool(false), "\(String(describing: error))") }
            #expect(error?.isUnavailable == true)
            #expect(try await database.value("SELECT 1", as: Int.self) == 1)
            #expect(database.statistics.openedTotal == 1)
        }
    }

    @Test("a lock that does not come is given up after the lock limit")
    func lockTimeout() async throws {
        try await withDatabase(Self.table, tuning: .by { $0.lockTimeout = .milliseconds(100) }) { database throws in
            try await database.execute("INSERT INTO item VALUES (1)")
            try await database.transaction { session in
                try session.execute("SELECT 1 FROM item WHERE id = 1 FOR UPDATE")
                let outcome = Shared<PostgresError?>(nil)
                let done = DispatchSemaphore(value: 0)
                Task {
                    let error = try? await postgresError { try await database.execute("DELETE FROM item WHERE id = 1") }
                    outcome.withLock { $0 = error ?? nil }
                    done.signal()
                }
                done.wait()
                guard case .server(.lockNotAvailable, _, _) = outcome.withLock({ $0 }) else { return #expect(Bool(false)) }
            }
        }
    }

    @Test("a savepoint undoes its own part only, nested ones too")
    func savepoints() async throws {
        try await withDatabase(Self.table) { database throws in
            try await database.transaction { session in
                try session.execute("INSERT INTO item VALUES (1)")
                do {
                    try session.savepoint {
                        try session.execute("INSERT INTO item VALUES (2)")
                        try session.savepoint { try session.execute("INSERT INTO item VALUES (3)") }
                        try session.execute("INSERT INTO item VALUES (1)")
                    }
                    Issue.record("nothing was thrown")
                } catch PostgresError.server(.uniqueViolation, "item_pkey", _) {}
                try session.savepoint { try session.execute("INSERT INTO item VALUES (4)") }
            }
            #expect(try await database.value("SELECT array_agg(id ORDER BY id) FROM item", as: [Int].self) == [1, 4])
        }
    }

    @Test("a session kept past its body can do nothing")
    func escaped() async throws {
        final class Box: @unchecked Sendable { var session: Session? }
        try await withDatabase { database throws in
            let box = Box()
            try await database.transaction { session in box.session = session }
            #expect {
                _ = try box.session?.execute("SELECT 1")
            } throws: { error in
                guard case PostgresError.misuse = error else { return false }
                return true
            }
        }
    }
}
