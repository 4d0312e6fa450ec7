import Broker
import Foundation
import Model

/// What the states of endpoints and deliveries are called on pages.
enum WebhookWords {
    static func state(of entry: WebhookDesk.Entry, asks: Bool) -> String {
        let endpoint = entry.endpoint
        if let at = endpoint.disabledAt {
            return switch endpoint.disabledReason {
            case .gone: "Switched off on \(date(at)): it answered 410, that it is gone"
            case .failing: "Switched off on \(date(at)): what was sent to it did not arrive"
            case .byHand, nil: "Disabled by hand on \(date(at))"
            }
        }
        if entry.platform.disabledAt != nil { return "Asleep: its platform is disabled" }
        if asks, endpoint.verifiedAt == nil { return "Waiting for verification: it has not followed the link it was sent" }
        if let since = endpoint.failingSince { return "Failing since \(date(since))" }
        return "Active"
    }

    /// Whether it was switched off because of what it answered, or did not.
    static func isStopped(_ endpoint: WebhookEndpoint) -> Bool {
        endpoint.disabledAt != nil && [.failing, .gone].contains(endpoint.disabledReason)
    }

    static func events(of endpoint: WebhookEndpoint) -> String {
        endpoint.eventTypes.isEmpty ? "All" : endpoint.eventTypes.joined(separator: ", ")
    }

    /// `asks`: endpoints hear of nothing before they have answered the handshake.
    static func outcome(of delivery: Delivery, last: DeliveryAttempt?, at endpoint: WebhookEndpoint, asks: Bool) -> String {
        let made = "\(delivery.attempts) \(delivery.attempts == 1 ? "attempt" : "attempts")"
        let answer = last.map { $0.status.map { ", the last answered \($0)" } ?? ", the last without an answer" } ?? ""
        switch delivery.status {
        case .pending where endpoint.disabledAt != nil: return "Waiting: its endpoint is disabled."
        case .pending where asks && endpoint.verifiedAt == nil && delivery.eventType != EventType.webhookVerify.rawValue:
            return "Waiting: its endpoint is not verified."
        case .pending:
            let next = delivery.dueAt.map { " The next is due on \(moment($0))." } ?? ""
            return delivery.attempts == 0 ? "On its way: not sent yet." : "On its way: \(made) so far\(answer).\(next)"
        case .delivered: return "Delivered: \(made)\(answer)."
        case .failed: return "Failed: given up after \(made)\(answer)."
        case .withheld: return "Withheld: it was no longer to be told."
        }
    }

    static func answer(of attempt: DeliveryAttempt) -> String {
        attempt.status.map { "\($0)" } ?? "None: \(attempt.error ?? "nothing came")"
    }

    static func duration(_ duration: Duration) -> String {
        let milliseconds = Int((duration / .milliseconds(1)).rounded())
        return milliseconds < 1000 ? "\(milliseconds) ms" : String(format: "%.1f s", Double(milliseconds) / 1000)
    }

    static func value(_ value: EventValue) -> String {
        switch value {
        case .string(let text): VisibleText.of(text)
        case .bool(let flag): flag ? "true" : "false"
        case .integer(let number): "\(number)"
        case .list(let items): items.map(VisibleText.of).joined(separator: ", ")
        }
    }

    static func date(_ date: Date) -> String { PageRenderer.dateText(date) }

    /// To the second: attempts may be a few seconds apart.
    static func moment(_ date: Date) -> String {
        let seconds = Date.VerbatimFormatStyle(
            format: "\(second: .twoDigits)", locale: Locale(identifier: "en_GB"), timeZone: .gmt, calendar: Calendar(identifier: .gregorian)
        )
        return PageRenderer.dateText(date).replacing(" UTC", with: ":\(date.formatted(seconds)) UTC")
    }
}
