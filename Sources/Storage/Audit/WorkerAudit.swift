package import Postgres

/// Whether a login is the worker's: it sees the queue of all tenants, and nothing else of theirs.
package struct WorkerAudit: Sendable {
    private let database: Database

    package init(database: Database) { self.database = database }

    /// What is wrong, in words for an operator; empty when the login is as it should be.
    package func findings() async throws -> [String] {
        try await database.transaction(readOnly: true) { session in
            let rows: [WorkerFinding] = try session.all(Self.login)
            return rows.map(\.text)
        }
    }

    private static let login: SQL = """
        SELECT 'the login ' || current_user || ' ' || reason || ': use symbolon_worker' AS finding
        FROM pg_roles, LATERAL (VALUES
            (rolsuper, 'is a superuser, who passes every wall'),
            (rolbypassrls, 'has BYPASSRLS, which passes every wall'),
            (EXISTS (
                SELECT FROM pg_roles AS other
                WHERE (other.rolsuper OR other.rolbypassrls OR other.rolname IN ('symbolon_owner', 'symbolon_app'))
                    AND other.rolname <> current_user AND pg_has_role(current_user, other.oid, 'MEMBER')
            ), 'may become a role that sees more than the queue'),
            (to_regclass('event_queue') IS NOT NULL AND NOT (
                has_table_privilege('event_queue', 'SELECT') AND has_table_privilege('event_queue', 'UPDATE')
                AND has_table_privilege('event_queue', 'DELETE')
            ), 'may not work on the queue'),
            (EXISTS (
                SELECT FROM pg_class
                WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'f') AND relname NOT IN ('event_queue', 'schema_migration')
                    AND has_any_column_privilege(oid, 'SELECT')
            ), 'may read more than the queue')
        ) AS test (failed, reason)
        WHERE rolname = current_user AND failed
        """
}

private struct WorkerFinding: RowDecodable {
    let text: String

    init(row: Row) throws(PostgresError) { text = try row["finding"] }
}
