import Model
import Storage

extension Stores {
    /// Tells of a grant that was just revoked: the event for the platform and the audit entry.
    func recordDisconnection(
        of grant: Grant.ID, account: Account, platform: Platform, reason: String, by actor: AuditEntry.Actor, origin: RequestOrigin
    ) throws {
        try events.insert(
            Event(
                .accountDisconnected, platform: platform.id,
                data: [
                    "client_id": .string(platform.clientID), "account_id": .string(account.publicID), "reason": .string(reason),
                    "caused_by": .string(actor.side),
                ]))
        try audit(
            "grant.revoked", by: actor, target: .init("grant", grant.description),
            detail: ["account_id": .string(account.publicID), "client_id": .string(platform.clientID)], origin: origin)
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
