/// One row of a result, read by column name. It may outlive its session; it is not `Sendable`.
package struct Row {
    private let result: QueryResult
    private let index: Int

    init(_ result: QueryResult, _ index: Int) {
        self.result = result
        self.index = index
    }

    /// The column's value. Throws `.undecodable` where the column is missing, NULL, or of another type.
    package subscript<T: SQLValue>(_ column: String) -> T {
        get throws(PostgresError) {
            guard let value: T = try decode(try position(of: column)) else {
                throw .undecodable(column: column, reason: "is NULL, and \(T.self) is not optional")
            }
            return value
        }
    }

    /// The column's value, nil for NULL. Throws `.undecodable` where the column is missing or of another type.
    package subscript<T: SQLValue>(_ column: String) -> T? {
        get throws(PostgresError) { try decode(try position(of: column)) }
    }

    /// The value at a place counted from 0.
    func decode<T: SQLValue>(_ column: Int) throws(PostgresError) -> T? {
        guard column < result.columnCount else { throw .undecodable(column: "#\(column + 1)", reason: "is not in the result") }
        let oid = result.type(of: column)
        guard T.reads(oid) else {
            throw .undecodable(
                column: result.columnName(column), reason: "has type \(oid), which \(T.self) (\(T.sqlType.name)) does not read")
        }
        guard let bytes = result.bytes(row: index, column: column) else { return nil }
        do throws(DecodingFailure) {
            return try T(binary: bytes, oid: oid)
        } catch {
            throw .undecodable(column: result.columnName(column), reason: "\(T.self): \(error.reason)")
        }
    }

    private func position(of column: String) throws(PostgresError) -> Int {
        guard let position = result.column(named: column) else { throw .undecodable(column: column, reason: "is not in the result") }
        return position
    }
}
