import Postgres

/// One line of text from the database.
struct AuditText: RowDecodable, Sendable {
    let text: String

    init(row: Row) throws(PostgresError) { text = try row["line"] }
}
