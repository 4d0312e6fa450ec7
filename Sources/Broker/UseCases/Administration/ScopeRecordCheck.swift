package import Model

/// What may be written into a scope: actions the vendor has, once each.
struct ScopeRecordCheck {
    let access: RecordAccess

    func check(_ records: [ScopeRecord]) throws(InputError) -> [ScopeRecord] {
        guard (1...50).contains(records.count) else { throw InputError("scope_rules", "1 to 50 rules must be given") }
        for record in records {
            guard (1...500).contains(record.actions.count) else { throw InputError("scope_rules", "each rule must have 1 to 500 actions") }
            for action in record.actions where access.actions(of: action) == nil {
                throw InputError(
                    "scope_rules",
                    "\(Self.shown(action)) is no action: write TYPE:Create, :Read, :Update or :Delete, their letters, as in request:RU, or *"
                )
            }
            guard record.accounts.count <= 100 else { throw InputError("scope_rules", "at most 100 accounts may be named in a rule") }
            for account in record.accounts { _ = try FieldCheck.identifier(account, field: "scope_rules") }
        }
        let whole = records.map { ScopeRecord(effect: $0.effect, actions: Self.once($0.actions), accounts: Self.once($0.accounts)) }
        guard whole.reduce(0, { $0 + $1.actions.count }) <= 500 else { throw InputError("scope_rules", "at most 500 actions may be named") }
        return whole
    }

    private static func once(_ values: [String]) -> [String] {
        var seen: Set<String> = []
        return values.filter { seen.insert($0).inserted }
    }

    private static func shown(_ action: String) -> String { String(action.prefix(60)) }
}

extension ScopeRecord {
    /// Rules as people type them: `request:Read,task:RU`, with `deny` in front of what is denied and `@ACCOUNT` after what holds in one
    /// account only, several rules parted by `;`.
    package static func parse(_ text: String) -> [ScopeRecord] {
        text.split(separator: ";").compactMap { rule in
            var words = rule.split(whereSeparator: { $0 == " " || $0 == "," || $0.isNewline }).map(String.init)
            var effect = Effect.allow
            if let first = words.first, let named = Effect(rawValue: first) {
                effect = named
                words.removeFirst()
            }
            let accounts = words.filter { $0.hasPrefix("@") }.map { String($0.dropFirst()) }
            let actions = words.filter { !$0.hasPrefix("@") }
            return rule.allSatisfy(\.isWhitespace) ? nil : ScopeRecord(effect: effect, actions: actions, accounts: accounts)
        }
    }

    /// As it was typed.
    package var text: String {
        ((effect == .deny ? ["deny"] : []) + [actions.joined(separator: ",")] + accounts.map { "@\($0)" }).joined(separator: " ")
    }
}
