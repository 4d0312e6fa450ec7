/// Who did what, from where. Holds no secret.
package struct AuditEntry: Sendable {
    package typealias ID = Identifier<AuditEntry>

    package let actor: Actor
    package let action: String
    package let target: Target?
    package let detail: [String: EventValue]
    /// The members that changed, as they were and as they are.
    package let change: Change

    /// Who did it; an operator by the name of their login on the machine.
    package enum Actor: Sendable, Hashable {
        case `operator`(String)
        case user(User.ID)
        case platform(Platform.ID)
        case anonymous
        case server
    }

    /// What it was done to.
    package struct Target: Sendable, Hashable {
        package let kind: String
        package let id: String

        package init(_ kind: String, _ id: String) {
            self.kind = kind
            self.id = id
        }
    }

    /// What was replaced by what. Members that stayed as they were are left out.
    package struct Change: Sendable, Hashable {
        package let before: [String: EventValue]
        package let after: [String: EventValue]

        package static let none = Change(before: [:], after: [:])

        package init(before: [String: EventValue], after: [String: EventValue]) {
            self.before = before.filter { after[$0.key] != $0.value }
            self.after = after.filter { before[$0.key] != $0.value }
        }
    }

    package init(
        _ action: String, by actor: Actor, target: Target? = nil, detail: [String: EventValue] = [:], change: Change = .none
    ) {
        self.actor = actor
        self.action = action
        self.target = target
        self.detail = detail
        self.change = change
    }
}
