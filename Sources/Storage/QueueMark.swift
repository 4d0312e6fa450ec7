/// Remembers, for one transaction, that it put something into a queue, or into the audit log. Belongs to the connection's queue, like the session.
final class QueueMark {
    private(set) var isSet = false
    var hasAudited = false

    func set() { isSet = true }
}
