import Model
import Storage

/// Who caused an event, as every event tells it, so that a receiver can tell its own echo from what others did.
struct EventCause {
    /// `caused_by`: the side, and `actor`: a user's address. A platform is the one `client_id` names.
    let members: [String: EventValue]

    static func user(_ user: User) -> EventCause { EventCause(members: ["caused_by": "user", "actor": .string(user.email)]) }
    static let platform = EventCause(members: ["caused_by": "platform"])
    static let server = EventCause(members: ["caused_by": "server"])
}

extension Stores {
    func cause(_ actor: AuditEntry.Actor) throws -> EventCause {
        switch actor {
        case .user(let id): try users.find(id).map(EventCause.user) ?? EventCause(members: ["caused_by": "user"])
        case .operator: EventCause(members: ["caused_by": "operator"])
        case .platform: .platform
        case .anonymous, .server: .server
        }
    }

    /// Records an event about a platform. Every event names the platform and who caused it; most name an account.
    func tell(_ type: EventType, platform: Platform, account: Account?, cause: EventCause, _ data: [String: EventValue] = [:]) throws {
        try events.insert(Self.event(type, platform: platform, account: account, cause: cause, data))
    }

    static func event(
        _ type: EventType, platform: Platform, account: Account?, cause: EventCause, _ data: [String: EventValue]
    ) -> Event {
        var members = cause.members.merging(data) { _, given in given }
        members["client_id"] = .string(platform.clientID)
        if let account { members["account_id"] = .string(account.publicID) }
        return Event(type, platform: platform.id, data: members)
    }
}
