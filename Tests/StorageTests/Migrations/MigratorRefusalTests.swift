import Foundation
import Postgres
import Storage
import TestSupport
import Testing

@Suite("what a migrator refuses", .database)
struct MigratorRefusalTests {
    struct Damage: Sendable, CustomTestStringConvertible {
        let script: String
        let error: MigrationError

        var testDescription: String { script }
    }

    @Test(
        "a history that is not this binary's",
        arguments: [
            Damage(script: "UPDATE schema_migration SET checksum = 'x' WHERE version = 3", error: .drift(version: 3, name: "platforms")),
            Damage(script: "DELETE FROM schema_migration WHERE version = 2", error: .gap(missing: 2, applied: 3)),
            Damage(script: "DELETE FROM schema_migration WHERE version = 1", error: .gap(missing: 1, applied: 2)),
            Damage(script: "INSERT INTO schema_migration VALUES (99, 'later', 'x', 1)", error: .unknownVersion(99)),
        ])
    func history(_ damage: Damage) async throws {
        try await World.asLogin("postgres") { session in try session.script(damage.script) }
        let before = try SchemaDump.read()
        try await World.migrating { migrator async throws in
            await #expect(throws: damage.error) { try await migrator.up() }
            await #expect(throws: damage.error) { try await migrator.down(to: 0) }
            await #expect(throws: damage.error) { try await migrator.verify() }
        }
        #expect(try SchemaDump.read() == before)
    }

    @Test("a login that may not become the owner")
    func notOwner() async throws {
        try await World.migrating(as: "symbolon_app") { migrator async throws in
            await #expect(throws: MigrationError.notOwner(login: "symbolon_app")) { try await migrator.up() }
            await #expect(throws: MigrationError.notOwner(login: "symbolon_app")) { try await migrator.down(to: 0) }
        }
    }

    @Test("to run beside another")
    func busy() async throws {
        let (holding, done) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
        try await World.migrating { first async throws in
            _ = try await first.down(to: Migration.newest - 1)
            async let applied = first.up { _ in
                holding.signal()
                done.wait()
            }
            await withCheckedContinuation { continuation in
                DispatchQueue.global().async {
                    holding.wait()
                    continuation.resume()
                }
            }
            try await World.migrating { second async throws in
                await #expect(throws: MigrationError.busy) { try await second.up() }
                await #expect(throws: MigrationError.busy) { try await second.down(to: 0) }
            }
            done.signal()
            #expect(try await applied == 1)
            // And the lock is free again.
            #expect(try await first.up() == 0)
        }
    }

    @Test(
        "every refusal says what to do",
        arguments: [
            MigrationError.drift(version: 3, name: "x"), .gap(missing: 2, applied: 3), .unknownVersion(9), .missingRole("symbolon_app"),
            .notOwner(login: "joe"), .busy, .notMigrated, .behind(applied: 1, needed: 2), .tooNew(applied: 9, known: 6, oldestBinary: 7),
        ])
    func explains(_ error: MigrationError) {
        #expect(error.description.contains(": "))
    }
}
