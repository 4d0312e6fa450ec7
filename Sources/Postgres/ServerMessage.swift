/// What the server said beside the SQLSTATE. DETAIL, HINT and CONTEXT are not kept: they hold row values.
package struct ServerMessage: Sendable, Equatable {
    package let schema: String?
    package let table: String?
    package let column: String?
    /// The primary message, for a log. A data error (class 22) quotes its input after a colon, so only what stands before it is kept.
    package let message: String

    package init(schema: String? = nil, table: String? = nil, column: String? = nil, message: String) {
        self.schema = schema
        self.table = table
        self.column = column
        self.message = message
    }

    init(schema: String?, table: String?, column: String?, message: String, state: SQLState) {
        let kept = state.errorClass == "22" ? String(message.prefix { $0 != ":" && $0 != "\"" }) : message
        self.init(schema: schema, table: table, column: column, message: kept)
    }
}

// The text is read by name only: printing or reflecting an error must not carry it along.
extension ServerMessage: CustomStringConvertible, CustomReflectable {
    package var description: String {
        [table.map { "table \($0)" }, column.map { "column \($0)" }].compactMap { $0 }.joined(separator: ", ")
    }

    package var customMirror: Mirror { Mirror(self, children: []) }
}
