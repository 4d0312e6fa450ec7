import Model
import Storage

extension Stores {
    /// Writes an audit entry in this transaction, which is the one that has the effect: what makes a request count as carried out hangs on
    /// that. `before` and `after` may name everything: what is equal in both is left out. No secret.
    func audit(
        _ action: String, by actor: AuditEntry.Actor, target: AuditEntry.Target? = nil, detail: [String: EventValue] = [:],
        before: [String: EventValue] = [:], after: [String: EventValue] = [:], origin: RequestOrigin
    ) throws {
        try origin.idempotency?.apply(in: self)
        try auditEntries.insert(
            AuditEntry(action, by: actor, target: target, detail: detail, change: .init(before: before, after: after)),
            sourceAddress: origin.address, requestID: origin.requestID)
    }
}
