/// One rule of what an application or a personal token may do.
package struct ScopeRecord: Sendable, Hashable {
    /// A denial outweighs every permission.
    package enum Effect: String, Sendable, CaseIterable {
        case allow, deny
    }

    package let effect: Effect
    /// `type:operation`, `type:CRUD letters` or `type:*`; `*` for every type.
    package let actions: [String]
    /// The accounts, by their id on the wire, in which one must be working. Empty: in any.
    package let accounts: [String]

    package init(effect: Effect = .allow, actions: [String], accounts: [String] = []) {
        self.effect = effect
        self.actions = actions
        self.accounts = accounts
    }

    package func applies(in account: String) -> Bool { accounts.isEmpty || accounts.contains(account) }
}
