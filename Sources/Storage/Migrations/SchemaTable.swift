import Postgres

/// The table in which the database remembers its migrations. It belongs to no tenant.
enum SchemaTable {
    static func create(_ session: Session) throws(PostgresError) {
        guard try !exists(session) else { return }
        try session.script(
            """
            CREATE TABLE schema_migration (
                version bigint NOT NULL,
                name text NOT NULL,
                checksum text NOT NULL,
                oldest_binary bigint NOT NULL,
                applied_at timestamptz NOT NULL DEFAULT clock_timestamp(),
                CONSTRAINT schema_migration_pkey PRIMARY KEY (version)
            );
            GRANT SELECT ON schema_migration TO symbolon_app, symbolon_worker;
            """)
    }

    static func applied(_ session: Session) throws(PostgresError) -> [AppliedMigration] {
        guard try exists(session) else { return [] }
        return try session.all("SELECT \(AppliedMigration.columns) FROM schema_migration ORDER BY version")
    }

    private static func exists(_ session: Session) throws(PostgresError) -> Bool {
        try session.value("SELECT to_regclass('schema_migration') IS NOT NULL") ?? false
    }
}
