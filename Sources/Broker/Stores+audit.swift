import Model
import Storage

extension Stores {
    /// Writes an audit entry in this transaction.
    func audit(
        _ action: String, by actor: AuditEntry.Actor, target: AuditEntry.Target? = nil, detail: [String: EventValue] = [:],
        origin: RequestOrigin
    ) throws {
        try auditEntries.insert(
            AuditEntry(action, by: actor, target: target, detail: detail), sourceAddress: origin.address, requestID: origin.requestID)
    }
}
