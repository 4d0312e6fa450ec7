import Synchronization

/// By what a caller that is gone takes its job back, for as long as nobody has begun with it.
package final class IssueTicket: Sendable {
    private let cancelled = Atomic(false)

    package init() {}

    package func cancel() { cancelled.store(true, ordering: .relaxed) }

    var isCancelled: Bool { cancelled.load(ordering: .relaxed) }
}
