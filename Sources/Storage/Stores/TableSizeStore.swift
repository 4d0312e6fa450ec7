package import Postgres

/// How large the tables are, of all tenants together.
package struct TableSizeStore {
    let session: Session

    /// The largest first.
    package func all() throws(PostgresError) -> [TableSize] {
        try session.all(
            """
            SELECT CASE nspname WHEN 'public' THEN '' ELSE nspname || '.' END || relname AS name,
                nullif(reltuples, -1)::bigint AS estimated_rows, pg_total_relation_size(pg_class.oid) AS bytes,
                pg_indexes_size(pg_class.oid) AS index_bytes
            FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
            WHERE nspname IN ('public', 'registry') AND relkind IN ('r', 'p')
            ORDER BY bytes DESC, name
            """)
    }
}

/// The size of a table.
package struct TableSize: Sendable, RowDecodable {
    package let name: String
    /// As of the last VACUUM or ANALYZE. `nil`: there was none.
    package let estimatedRows: Int?
    /// With its indexes and what is stored apart.
    package let bytes: Int
    package let indexBytes: Int

    package init(row: Row) throws(PostgresError) {
        name = try row["name"]
        estimatedRows = try row["estimated_rows"]
        bytes = try row["bytes"]
        indexBytes = try row["index_bytes"]
    }
}
