package import Foundation

/// An audit entry as it stands in the log.
package struct RecordedAuditEntry: Sendable, Hashable {
    package let id: AuditEntry.ID
    package let occurredAt: Date
    package let actorKind: String
    package let actorID: String?
    package let action: String
    package let targetKind: String?
    package let targetID: String?
    package let detail: [String: EventValue]
    package let change: AuditEntry.Change
    package let sourceAddress: String?
    package let requestID: String?
    /// Its place in the chain of seals; none as long as it is not sealed.
    package let number: Int?

    package init(
        id: AuditEntry.ID, occurredAt: Date, actorKind: String, actorID: String?, action: String, targetKind: String?, targetID: String?,
        detail: [String: EventValue], change: AuditEntry.Change, sourceAddress: String?, requestID: String?, number: Int?
    ) {
        self.id = id
        self.occurredAt = occurredAt
        self.actorKind = actorKind
        self.actorID = actorID
        self.action = action
        self.targetKind = targetKind
        self.targetID = targetID
        self.detail = detail
        self.change = change
        self.sourceAddress = sourceAddress
        self.requestID = requestID
        self.number = number
    }
}

/// Which audit entries are meant; `nil` means all.
package struct AuditFilter: Sendable {
    package var actorKind: String?
    package var actorID: String?
    package var action: String?
    package var targetKind: String?
    package var targetID: String?
    package var requestID: String?
    /// From this moment on, by the tenant's clock.
    package var since: Date?
    /// Up to this moment, which is not included.
    package var until: Date?

    package init() {}
}
