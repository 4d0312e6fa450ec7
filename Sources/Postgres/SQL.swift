/// A statement, or a fragment of one: constant text with `$n` places, and the values bound to them.
package struct SQL: Sendable {
    /// The text as the server sees it; it holds no data.
    package let text: String
    let binds: [Bind]

    init(text: String, binds: [Bind]) {
        self.text = text
        self.binds = binds
    }

    /// Why the statement must not be sent, if so: a value that could not be encoded, or more values than the protocol can count.
    var refusal: PostgresError? {
        if binds.count > Int(UInt16.max) { return .misuse("a statement binds more than 65535 values; bind an array") }
        for case .refused(let error) in binds.lazy.map(\.content) { return error }
        return nil
    }
}
