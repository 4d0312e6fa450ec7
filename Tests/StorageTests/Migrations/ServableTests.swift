import Storage
import TestSupport
import Testing

@Suite("whether a binary may serve on the schema that is there", .database)
struct ServableTests {
    private static let newest = Migration.newest

    private func expectServable(_ error: MigrationError?) async throws {
        try await World.migrating(as: "symbolon_app") { migrator in
            if let error {
                await #expect(throws: error) { try await migrator.checkServable() }
            } else {
                try await migrator.checkServable()
            }
        }
    }

    @Test("its own schema: yes")
    func own() async throws { try await expectServable(nil) }

    @Test("an older schema: no")
    func older() async throws {
        try await World.migrating { _ = try await $0.down(to: Self.newest - 1) }
        try await expectServable(.behind(applied: Self.newest - 1, needed: Self.newest))
    }

    @Test("no schema: no, whether or not there ever was one", arguments: [true, false])
    func none(everMigrated: Bool) async throws {
        try await World.migrating { _ = try await $0.down(to: 0) }
        if !everMigrated { try await World.asLogin("postgres") { try $0.script("DROP TABLE schema_migration") } }
        try await expectServable(.notMigrated)
    }

    @Test("a newer schema that this binary is new enough for: yes")
    func newer() async throws {
        try await World.asLogin("postgres") {
            try $0.script("INSERT INTO schema_migration VALUES (98, 'later', 'x', \(Self.newest)), (99, 'later', 'x', 1)")
        }
        try await expectServable(nil)
    }

    @Test("a newer schema that asks for a newer binary: no, also where only one of its migrations asks")
    func tooNew() async throws {
        try await World.asLogin("postgres") {
            try $0.script("INSERT INTO schema_migration VALUES (98, 'later', 'x', \(Self.newest + 1)), (99, 'later', 'x', 1)")
        }
        try await expectServable(.tooNew(applied: 99, known: Self.newest, oldestBinary: Self.newest + 1))
    }

    @Test("a schema made from another text: no, newer or not", arguments: [true, false])
    func drift(isNewer: Bool) async throws {
        try await World.asLogin("postgres") { session in
            try session.script("UPDATE schema_migration SET checksum = 'x' WHERE version = 2")
            if isNewer { try session.script("INSERT INTO schema_migration VALUES (99, 'later', 'x', 1)") }
        }
        try await expectServable(.drift(version: 2, name: "accounts"))
    }

    @Test("a schema with a hole: no")
    func gap() async throws {
        try await World.asLogin("postgres") { try $0.script("DELETE FROM schema_migration WHERE version = 2") }
        try await expectServable(.gap(missing: 2, applied: 3))
    }
}
