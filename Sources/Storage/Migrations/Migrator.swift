package import Postgres

/// Takes the schema up and down, one migration at a time, one migrator at a time.
package struct Migrator: Sendable {
    /// What is about to be done.
    package enum Step: Sendable, Equatable {
        case up(Migration), down(Migration)
    }

    private let database: Database
    private let migrations: [Migration]

    package init(database: Database, migrations: [Migration] = Migration.all) {
        self.database = database
        self.migrations = migrations
    }

    /// Applies what is missing, up to `target` (all by default), and tells `progress` before each. Returns how many were applied.
    package func up(to target: Int? = nil, progress: @escaping @Sendable (Step) -> Void = { _ in }) async throws -> Int {
        try await whileAlone { [migrations] session, applied in
            let missing = migrations.filter { $0.version > (applied.last?.version ?? 0) && $0.version <= target ?? .max }
            for migration in missing {
                progress(.up(migration))
                try Self.run(migration.up, of: migration, on: session) { () throws(PostgresError) in
                    try session.execute(
                        """
                        INSERT INTO schema_migration (version, name, checksum, oldest_binary)
                        VALUES (\(migration.version), \(migration.name), \(migration.checksum), \(migration.oldestBinary))
                        """, rows: 1)
                }
            }
            return missing.count
        }
    }

    /// Takes migrations newer than `target` away again, newest first. Returns how many went.
    package func down(to target: Int, progress: @escaping @Sendable (Step) -> Void = { _ in }) async throws -> Int {
        try await whileAlone { [migrations] session, applied in
            let known = Dictionary(uniqueKeysWithValues: migrations.map { ($0.version, $0) })
            let surplus = applied.filter { $0.version > target }.reversed()
            for row in surplus {
                guard let migration = known[row.version] else { throw MigrationError.unknownVersion(row.version) }
                progress(.down(migration))
                try Self.run(migration.down, of: migration, on: session) { () throws(PostgresError) in
                    try session.execute("DELETE FROM schema_migration WHERE version = \(row.version)", rows: 1)
                }
            }
            return surplus.count
        }
    }

    /// What the database has, after checking it against what this binary holds. Throws `MigrationError` on drift.
    package func verify() async throws -> [AppliedMigration] {
        let applied = try await self.applied()
        try Self.check(applied, against: migrations)
        return applied
    }

    package func applied() async throws -> [AppliedMigration] {
        try await database.withSession { session in
            try SchemaOwner.become(on: session)
            return try SchemaTable.applied(session)
        }
    }

    /// Whether this binary may serve on the schema that is there, read with the server's own login. Throws `MigrationError` when not.
    package func checkServable() async throws {
        let applied = try await database.transaction { session in try SchemaTable.applied(session) }
        let newestKnown = migrations.last?.version ?? 0
        guard let newestApplied = applied.last?.version else { throw MigrationError.notMigrated }
        try Self.check(applied.filter { $0.version <= newestKnown }, against: migrations)
        guard newestApplied >= newestKnown else { throw MigrationError.behind(applied: newestApplied, needed: newestKnown) }
        let oldestBinary = applied.filter { $0.version > newestKnown }.map(\.oldestBinary).max() ?? 0
        guard oldestBinary <= newestKnown else {
            throw MigrationError.tooNew(applied: newestApplied, known: newestKnown, oldestBinary: oldestBinary)
        }
    }

    private func whileAlone(
        _ body: @escaping @Sendable (Session, [AppliedMigration]) throws -> Int
    ) async throws -> Int {
        try await database.withSession(timeout: Self.longestStatement) { [migrations] session in
            try SchemaOwner.become(on: session)
            guard try session.value("SELECT pg_try_advisory_lock(\(Self.lockKey))") == true else { throw MigrationError.busy }
            defer { _ = try? session.value("SELECT pg_advisory_unlock(\(Self.lockKey))") as Bool? }
            try SchemaTable.create(session)
            let applied = try SchemaTable.applied(session)
            try Self.check(applied, against: migrations)
            return try body(session, applied)
        }
    }

    private static func run(
        _ text: String, of migration: Migration, on session: Session, recording: () throws(PostgresError) -> Void
    ) throws {
        // Nobody waits behind a lock this migration waits for (SECURITY 4C row 12).
        try session.script("SET lock_timeout = '2s'")
        guard migration.isTransactional else {
            // Each by itself: several sent at once would be a transaction.
            for statement in text.split(separator: ";\n") where !statement.allSatisfy(\.isWhitespace) {
                try session.script(String(statement))
            }
            return try recording()
        }
        try session.script("BEGIN")
        do {
            try session.script(text)
            try recording()
            try session.script("COMMIT")
        } catch {
            try? session.script("ROLLBACK")
            throw error
        }
    }

    private static func check(_ applied: [AppliedMigration], against migrations: [Migration]) throws(MigrationError) {
        for (migration, row) in zip(migrations, applied) {
            guard migration.version == row.version else { throw .gap(missing: migration.version, applied: row.version) }
            guard migration.checksum == row.checksum else { throw .drift(version: row.version, name: row.name) }
        }
        if applied.count > migrations.count { throw .unknownVersion(applied[migrations.count].version) }
    }

    /// A large index takes its time; only a server that is gone for good should end the wait.
    private static let longestStatement = Duration.seconds(24 * 60 * 60)
    /// "symbolon" in ASCII: the same number in every version of the product.
    private static let lockKey = 0x7379_6D62_6F6C_6F6E
}
