import Foundation

/// Times as webhooks tell them.
enum WebhookTime {
    /// RFC 3339, in UTC, to the millisecond.
    static func text(_ date: Date) -> String {
        date.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
    }
}
