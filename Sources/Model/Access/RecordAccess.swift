/// A vendor's record types, and what each role may do with them.
package struct RecordAccess: Sendable {
    package let recordTypes: [String]
    /// What everybody may do who is in an account at all.
    private let everyone: Set<RecordAction>
    private let roles: [String: Set<RecordAction>]

    /// Patterns as in `ScopeRecord.actions`; one that names nothing known allows nothing.
    package init(recordTypes: [String], everyone: [String], roles: [String: [String]]) {
        self.recordTypes = recordTypes
        self.everyone = Self.actions(of: everyone, among: recordTypes)
        self.roles = roles.mapValues { Self.actions(of: $0, among: recordTypes) }
    }

    package var roleNames: [String] { roles.keys.sorted() }

    /// The actions a pattern stands for. `nil` when it names no known record type or operation.
    package func actions(of pattern: String) -> Set<RecordAction>? { Self.actions(of: pattern, among: recordTypes) }

    /// What the user's roles and the scope both allow while working in this account, and no rule denies.
    package func allowed(roles names: [String], scope: [ScopeRecord], in account: String) -> Set<RecordAction> {
        let rules = scope.filter { $0.applies(in: account) }
        func actions(_ effect: ScopeRecord.Effect) -> Set<RecordAction> {
            rules.filter { $0.effect == effect }.reduce(into: []) { $0.formUnion(Self.actions(of: $1.actions, among: recordTypes)) }
        }
        let own = names.reduce(into: everyone) { $0.formUnion(roles[$1] ?? []) }
        return own.intersection(actions(.allow)).subtracting(actions(.deny))
    }

    private static func actions(of patterns: [String], among types: [String]) -> Set<RecordAction> {
        patterns.reduce(into: []) { $0.formUnion(actions(of: $1, among: types) ?? []) }
    }

    private static func actions(of pattern: String, among types: [String]) -> Set<RecordAction>? {
        let parts = pattern.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, let operations = operations(parts[1]) else { return nil }
        let named = parts[0] == "*" ? types : types.filter { $0 == parts[0] }
        guard !named.isEmpty else { return nil }
        return Set(named.flatMap { type in operations.map { RecordAction(type, $0) } })
    }

    private static func operations(_ text: Substring) -> [RecordAction.Operation]? {
        if text == "*" { return RecordAction.Operation.allCases }
        if let operation = RecordAction.Operation(rawValue: String(text)) { return [operation] }
        let letters = text.map { letter in RecordAction.Operation.allCases.first { $0.letter == letter } }
        return letters.isEmpty || letters.contains(nil) ? nil : letters.compactMap { $0 }
    }
}
