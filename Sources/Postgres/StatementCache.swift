/// The statements one connection has prepared, by text and the types of its binds.
struct StatementCache {
    struct Key: Hashable {
        let text: String
        /// Two call sites may write the same text around different types.
        let types: [UInt32]

        init(_ sql: SQL) {
            text = sql.text
            types = sql.binds.map(\.oid)
        }
    }

    private var names: [Key: String] = [:]
    private var lastNumber = 0
    private let limit: Int

    init(limit: Int = 512) {
        self.limit = limit
    }

    var isFull: Bool { names.count >= limit }

    func name(of key: Key) -> String? { names[key] }

    /// A name never used before on this connection, so a forgotten statement that still exists does no harm.
    mutating func newName() -> String {
        lastNumber += 1
        return "s\(lastNumber)"
    }

    mutating func remember(_ key: Key, as name: String) { names[key] = name }

    mutating func forget(_ key: Key) { names[key] = nil }

    mutating func removeAll() { names = [:] }
}
