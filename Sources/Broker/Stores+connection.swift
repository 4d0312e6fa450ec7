import Model
import Storage

extension Stores {
    /// Tells of a grant that got its first token: the event for the platform.
    func recordConnection(
        of grant: Grant, account: Account, platform: Platform, approver: User, scopes: [String], cause: EventCause
    ) throws {
        var data: [String: EventValue] = ["approved_by": .string(approver.email), "scopes": .list(scopes)]
        data["user"] = try email(of: grant)
        try tell(.accountConnected, platform: platform, account: account, cause: cause, data)
    }

    /// Tells of a grant that was just revoked: the event for the platform and the audit entry.
    func recordDisconnection(
        of grant: Grant, account: Account, platform: Platform, reason: String, by actor: AuditEntry.Actor, origin: RequestOrigin
    ) throws {
        var data: [String: EventValue] = ["reason": .string(reason)]
        data["user"] = try email(of: grant)
        try tell(.accountDisconnected, platform: platform, account: account, cause: try cause(actor), data)
        try audit(
            "grant.revoked", by: actor, target: .init("grant", grant.id.description),
            detail: ["account_id": .string(account.publicID), "client_id": .string(platform.clientID)], origin: origin)
    }

    /// The address of the user whose grant it is, if it is a user's.
    private func email(of grant: Grant) throws -> EventValue? {
        try grant.userID.flatMap { try users.find($0) }.map { .string($0.email) }
    }
}
