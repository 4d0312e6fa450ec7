/// Remembers, for one transaction, that it put something into a queue. Belongs to the connection's queue, like the session.
final class QueueMark {
    private(set) var isSet = false

    func set() { isSet = true }
}
