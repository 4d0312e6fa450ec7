/// A parameter in the query of an address.
struct QueryParameter: Sendable {
    let name: String
    let schema: Schema
    let description: String
    var isRequired = false

    init(_ name: String, _ schema: Schema, _ description: String, isRequired: Bool = false) {
        self.name = name
        self.schema = schema
        self.description = description
        self.isRequired = isRequired
    }

    /// What every list takes beside its filters.
    static let page = [
        QueryParameter("limit", .integer(1...ListQuery.longestLimit), "How many rows at most; \(ListQuery.defaultLimit) if left out."),
        QueryParameter("cursor", .string(TextRule(pattern: "^[A-Za-z0-9_-]{32}$")), "The `next_cursor` of the page before."),
    ]
}
