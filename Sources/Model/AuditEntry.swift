/// Who did what, from where. Holds no secret.
package struct AuditEntry: Sendable {
    package let actor: Actor
    package let action: String
    package let target: Target?
    package let detail: [String: EventValue]

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

    package init(_ action: String, by actor: Actor, target: Target? = nil, detail: [String: EventValue] = [:]) {
        self.actor = actor
        self.action = action
        self.target = target
        self.detail = detail
    }
}
