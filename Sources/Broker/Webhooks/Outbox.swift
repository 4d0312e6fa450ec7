/// Tells the services of this process that something was put into a queue. Others hear of it by NOTIFY, from `OutboxAnnouncer`.
package struct Outbox: Sendable {
    /// The channel of LISTEN and NOTIFY.
    package static let channel: StaticString = "symbolon_queue"

    let events = WakeSignal()
    let deliveries = WakeSignal()
    let announcements = WakeSignal()
    let auditEntries = WakeSignal()

    package init() {}

    /// Whether there is something to announce.
    package var hasNews: Bool { announcements.isSet }

    /// A transaction of this process has put something into a queue.
    package func signal() {
        wake()
        announcements.signal()
    }

    /// A transaction of this process has written to the audit log.
    package func signalAudit() { auditEntries.signal() }

    /// Somebody has, somewhere.
    package func wake() {
        events.signal()
        deliveries.signal()
    }
}
