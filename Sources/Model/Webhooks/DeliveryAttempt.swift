package import Foundation

/// One try to deliver, as it is on record.
package struct DeliveryAttempt: Sendable, Hashable {
    /// From 1.
    package let number: Int
    package let startedAt: Date
    package let duration: Duration
    /// Of the HTTP answer; `nil` where there was none.
    package let status: Int?
    /// The same words whatever went wrong where there was no answer (SECURITY 5).
    package let error: String?
    /// The first bytes of the answer's body, as text.
    package let response: String?

    package init(number: Int, startedAt: Date, duration: Duration, status: Int?, error: String?, response: String?) {
        self.number = number
        self.startedAt = startedAt
        self.duration = duration
        self.status = status
        self.error = error
        self.response = response
    }
}
