import Model
import Storage

extension Stores {
    /// Tells of a grant that got its first token: the event for the platform.
    func recordConnection(of grant: Grant, account: Account, platform: Platform, approver: User, scopes: [String]) throws {
        var data: [String: EventValue] = [
            "client_id": .string(platform.clientID), "account_id": .string(account.publicID), "approved_by": .string(approver.email),
            "scopes": .list(scopes), "caused_by": "user",
        ]
        data["user"] = try email(of: grant)
        try events.insert(Event(.accountConnected, platform: platform.id, data: data))
    }

    /// Tells of a grant that was just revoked: the event for the platform and the audit entry.
    func recordDisconnection(
        of grant: Grant, account: Account, platform: Platform, reason: String, by actor: AuditEntry.Actor, origin: RequestOrigin
    ) throws {
        var data: [String: EventValue] = [
            "client_id": .string(platform.clientID), "account_id": .string(account.publicID), "reason": .string(reason),
            "caused_by": .string(actor.side),
        ]
        data["user"] = try email(of: grant)
        try events.insert(Event(.accountDisconnected, platform: platform.id, data: data))
        try audit(
            "grant.revoked", by: actor, target: .init("grant", grant.id.description),
            detail: ["account_id": .string(account.publicID), "client_id": .string(platform.clientID)], origin: origin)
    }

    /// The address of the user whose grant it is, if it is a user's.
    private func email(of grant: Grant) throws -> EventValue? {
        try grant.userID.flatMap { try users.find($0) }.map { .string($0.email) }
    }
}

extension AuditEntry.Actor {
    /// The side that caused something, as events tell it.
    var side: String {
        switch self {
        case .operator: "operator"
        case .user: "user"
        case .platform: "platform"
        case .anonymous, .server: "server"
        }
    }
}
