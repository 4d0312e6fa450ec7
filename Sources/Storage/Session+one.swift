import Postgres

extension Session {
    /// The one row a statement must return, such as an `INSERT … RETURNING`.
    func one<Value: RowDecodable>(_ sql: SQL) throws(PostgresError) -> Value {
        guard let value: Value = try first(sql) else { throw .unexpectedRowCount(expected: 1, actual: 0) }
        return value
    }
}
