import Postgres
import Storage
import TestSupport
import Testing

@Suite("migrations up and down", .database)
struct MigrationRoundTripTests {
    @Test("down to nothing and up again gives the same schema")
    func roundTrip() async throws {
        let whole = try SchemaDump.read()
        let count = Migration.all.count
        try await World.migrating { migrator async throws in
            #expect(try await migrator.down(to: 0) == count)
            let left: [ObjectName] = try await World.asLogin("postgres") { session in
                try session.all(
                    """
                    SELECT relname::text AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace
                    UNION ALL SELECT proname::text FROM pg_proc WHERE pronamespace = 'public'::regnamespace
                    ORDER BY 1
                    """)
            }
            #expect(left.map(\.name) == ["schema_migration", "schema_migration_pkey"])
            #expect(try await migrator.up() == count)
        }
        #expect(try SchemaDump.read() == whole)
    }

    @Test("each migration goes up, down and up again by itself")
    func steps() async throws {
        try await World.migrating { migrator async throws in
            _ = try await migrator.down(to: 0)
            var before = try SchemaDump.read()
            for migration in Migration.all {
                #expect(try await migrator.up(to: migration.version) == 1)
                let after = try SchemaDump.read()
                #expect(after != before, "\(migration.version) changes nothing")
                #expect(try await migrator.down(to: migration.version - 1) == 1)
                #expect(try SchemaDump.read() == before, "\(migration.version) leaves something behind")
                #expect(try await migrator.up(to: migration.version) == 1)
                #expect(try SchemaDump.read() == after, "\(migration.version) is another the second time")
                before = after
            }
        }
    }

    @Test("migrations run as the owner of the schema, whoever logged in", arguments: ["symbolon_migrator", "postgres"])
    func owner(_ login: String) async throws {
        try await World.migrating(as: login) { migrator async throws in
            _ = try await migrator.down(to: 0)
            _ = try await migrator.up()
        }
        let strangers = try await World.asLogin("postgres") { session in
            try session.value(
                """
                SELECT count(*) FROM pg_class
                WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname <> 'schema_migration'
                    AND relowner <> 'symbolon_owner'::regrole
                """, as: Int.self)
        }
        #expect(strangers == 0)
    }

    @Test("progress is told before each step, in order, and what was done is remembered")
    func progress() async throws {
        let steps = Steps()
        try await World.migrating { migrator async throws in
            _ = try await migrator.down(to: 0) { steps.add($0) }
            _ = try await migrator.up { steps.add($0) }
            let applied = try await migrator.verify()
            #expect(applied.map(\.version) == Migration.all.map(\.version))
            #expect(applied.map(\.checksum) == Migration.all.map(\.checksum))
            #expect(applied.map(\.oldestBinary) == Migration.all.map(\.oldestBinary))
            #expect(try await migrator.up() == 0)
        }
        #expect(steps.all == Migration.all.reversed().map(Migrator.Step.down) + Migration.all.map(Migrator.Step.up))
    }

    private struct ObjectName: RowDecodable {
        let name: String

        init(row: Row) throws(PostgresError) { name = try row["name"] }
    }
}
