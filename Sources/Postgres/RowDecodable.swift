/// A type made from one row. An optional property stands for a nullable column.
package protocol RowDecodable {
    init(row: Row) throws(PostgresError)
}
