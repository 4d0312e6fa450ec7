/// The rows of one statement, where several were sent together. Not `Sendable`, like a row.
package struct Rows {
    private let result: QueryResult

    init(_ result: QueryResult) {
        self.result = result
    }

    package var count: Int { result.rowCount }

    /// Rows returned or touched, by the command tag.
    package var affected: Int { result.affectedRows }

    /// The row at a place below `count`.
    package subscript(_ index: Int) -> Row { Row(result, index) }

    /// The first row, `nil` when there is none.
    package func first<R: RowDecodable>(as: R.Type = R.self) throws(PostgresError) -> R? {
        count == 0 ? nil : try R(row: self[0])
    }

    /// Every row.
    package func all<R: RowDecodable>(as: R.Type = R.self) throws(PostgresError) -> [R] {
        var rows: [R] = []
        for index in 0..<count { rows.append(try R(row: self[index])) }
        return rows
    }
}

extension Session {
    /// Runs statements whose results nobody needs in between, in one round trip.
    package func rows(_ statements: [SQL]) throws(PostgresError) -> [Rows] {
        try onConnection { connection throws(PostgresError) in try connection.exchange(statements, within: limit) }.map(Rows.init)
    }
}
