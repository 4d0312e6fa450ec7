/// An outgoing request that failed. Its text is always the same, so that nobody can map a network by trying addresses.
package struct OutgoingError: Error, Sendable, Equatable, CustomStringConvertible {
    enum Reason: Sendable, Equatable {
        case blocked, unresolvable, unreachable, timedOut, tooLarge, busy
    }

    let reason: Reason
    /// For the tenant's own log, never for a page or an answer.
    package let detail: String

    package var description: String { "the address did not answer as expected" }

    init(_ reason: Reason, _ detail: String) {
        self.reason = reason
        self.detail = detail
    }

    static let timedOut = OutgoingError(.timedOut, "no complete answer in time")
}
