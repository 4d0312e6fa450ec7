import CLibPQ

/// A connection for the length of one body. Each method is one round trip and blocks the connection's own queue.
package final class Session {
    private var connection: Connection?
    let limit: Duration
    /// True where no transaction was begun for the body: a statement that gets no answer may have committed.
    private let commitsByItself: Bool
    private var savepoints = 0

    init(_ connection: Connection, limit: Duration, commitsByItself: Bool) {
        self.connection = connection
        self.limit = limit
        self.commitsByItself = commitsByItself
    }

    /// After this a kept reference can do nothing.
    func end() { connection = nil }

    /// Runs a statement; returns the rows it touched.
    @discardableResult
    package func execute(_ sql: SQL) throws(PostgresError) -> Int {
        try run(sql).affectedRows
    }

    /// Runs a statement that must touch exactly so many rows, or throws `.unexpectedRowCount`.
    package func execute(_ sql: SQL, rows expected: Int) throws(PostgresError) {
        let actual = try run(sql).affectedRows
        guard actual == expected else { throw .unexpectedRowCount(expected: expected, actual: actual) }
    }

    /// Every row.
    package func all<R: RowDecodable>(_ sql: SQL, as: R.Type = R.self) throws(PostgresError) -> [R] {
        let result = try run(sql)
        var rows: [R] = []
        rows.reserveCapacity(result.rowCount)
        for index in 0..<result.rowCount { rows.append(try R(row: Row(result, index))) }
        return rows
    }

    /// The first row, nil when there is none.
    package func first<R: RowDecodable>(_ sql: SQL, as: R.Type = R.self) throws(PostgresError) -> R? {
        let result = try run(sql)
        return result.rowCount == 0 ? nil : try R(row: Row(result, 0))
    }

    /// The first column of the first row, nil when there is no row or it is NULL.
    package func value<T: SQLValue>(_ sql: SQL, as: T.Type = T.self) throws(PostgresError) -> T? {
        let result = try run(sql)
        return result.rowCount == 0 ? nil : try Row(result, 0).decode(0)
    }

    /// Whether there is any row.
    package func exists(_ sql: SQL) throws(PostgresError) -> Bool {
        try run(sql).rowCount > 0
    }

    /// Runs run-time text of several statements, for migrations; the limit is the session's unless given.
    package func script(_ text: String, within limit: Duration? = nil) throws(PostgresError) {
        try onConnection { connection throws(PostgresError) in try connection.script(text, within: limit ?? self.limit) }
    }

    /// Runs a body under a savepoint; a throw rolls back to it and is rethrown, and the transaction goes on.
    @discardableResult
    package func savepoint<T>(_ body: () throws -> T) throws -> T {
        savepoints += 1
        defer { savepoints -= 1 }
        let name = SQL(text: "savepoint_\(savepoints)", binds: [])
        try execute("SAVEPOINT \(name)")
        do {
            let value = try body()
            try execute("RELEASE SAVEPOINT \(name)")
            return value
        } catch {
            // If this fails too the transaction cannot commit, and the first error is the one to know.
            _ = try? execute("ROLLBACK TO SAVEPOINT \(name)")
            _ = try? execute("RELEASE SAVEPOINT \(name)")
            throw error
        }
    }

    private func run(_ sql: SQL) throws(PostgresError) -> QueryResult {
        let results = try onConnection { connection throws(PostgresError) in
            do throws(PostgresError) {
                return try connection.exchange([sql], within: limit)
            } catch {
                // Outside a transaction nothing stands in the way of preparing anew at once.
                guard error.meansStalePlan, connection.transactionStatus == PQTRANS_IDLE else { throw error }
                return try connection.exchange([sql], within: limit)
            }
        }
        guard let result = results.first else { throw .unavailable(.connectionLost) }
        return result
    }

    func onConnection<T>(_ body: (Connection) throws(PostgresError) -> T) throws(PostgresError) -> T {
        guard let connection else { throw .misuse("the session has ended") }
        guard !connection.isBroken else { throw .unavailable(.connectionLost) }
        do throws(PostgresError) {
            return try body(connection)
        } catch {
            throw commitsByItself && connection.isBroken && error.isUnavailable ? .outcomeUnknown : error
        }
    }
}

@available(*, unavailable, message: "a session belongs to its connection's queue")
extension Session: Sendable {}
