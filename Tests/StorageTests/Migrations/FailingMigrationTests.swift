import Foundation
import Postgres
import Storage
import TestSupport
import Testing

@Suite("a migration that fails", .database)
struct FailingMigrationTests {
    private static let first = Migration.newest + 1

    @Test("leaves nothing behind; those before it stay, and a mended one goes on from there")
    func leavesNothing() async throws {
        let good = Migration.made(Self.first, up: "CREATE TABLE good (id int)", down: "DROP TABLE good")
        let bad = Migration.made(Self.first + 1, up: "CREATE TABLE bad (id int); SELECT 1 / 0")
        try await World.migrating(Migration.all + [good, bad]) { migrator async throws in
            await #expect(throws: PostgresError.self) { try await migrator.up() }
            #expect(try await migrator.verify().last?.version == Self.first)
        }
        #expect(try SchemaDump.read().contains("TABLE public.good"))
        #expect(try !SchemaDump.read().contains("TABLE public.bad"))
        let mended = Migration.made(Self.first + 1, up: "CREATE TABLE bad (id int)", down: "DROP TABLE bad")
        try await World.migrating(Migration.all + [good, mended]) { migrator async throws in
            #expect(try await migrator.up() == 1)
            #expect(try await migrator.down(to: Migration.newest) == 2)
        }
        #expect(try !SchemaDump.read().contains("TABLE public.good"))
    }

    @Test("on its way down leaves the schema as it was")
    func failsDown() async throws {
        let stubborn = Migration.made(Self.first, up: "CREATE TABLE good (id int)", down: "DROP TABLE good; SELECT 1 / 0")
        try await World.migrating(Migration.all + [stubborn]) { migrator async throws in
            _ = try await migrator.up()
            let before = try SchemaDump.read()
            await #expect(throws: PostgresError.self) { try await migrator.down(to: 0) }
            #expect(try SchemaDump.read() == before)
            #expect(try await migrator.verify().last?.version == Self.first)
        }
    }

    @Test("to get a lock gives up soon, so that nobody queues behind it")
    func givesUp() async throws {
        let (holding, done) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
        async let holder: Void = World.asLogin("postgres") { session in
            try session.script("LOCK TABLE account IN ACCESS SHARE MODE")
            holding.signal()
            done.wait()
        }
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                holding.wait()
                continuation.resume()
            }
        }
        let eager = Migration.made(Self.first, up: "ALTER TABLE account ADD COLUMN extra int")
        let error = await #expect(throws: PostgresError.self) {
            try await World.migrating(Migration.all + [eager]) { migrator in try await migrator.up() }
        }
        done.signal()
        try await holder
        guard case .server(.lockNotAvailable, _, _) = error else { throw error ?? .misuse("no error") }
    }

    @Test("where one cannot run in a transaction, it may say so")
    func withoutTransaction() async throws {
        let index = Migration.made(
            Self.first, up: "CREATE INDEX CONCURRENTLY extra_idx ON account (tenant_id, name)", down: "DROP INDEX extra_idx",
            isTransactional: false)
        try await World.migrating(Migration.all + [index]) { migrator async throws in
            #expect(try await migrator.up() == 1)
            #expect(try await migrator.verify().last?.version == Self.first)
        }
        #expect(try SchemaDump.read().contains("extra_idx"))
    }
}
