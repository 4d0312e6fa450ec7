import ArgumentParser
import Broker
import Foundation

/// A moment as people type it: `2026-01-31T12:00:00Z`, or how long ago it was, as `2h`.
enum Moment: ExpressibleByArgument, Sendable {
    case at(Date)
    case ago(Duration)

    static let help = "a time like 2026-01-31T12:00:00Z, or how long ago: 30m, 2h, 7d"

    init?(argument: String) {
        if let date = RFC3339.date(argument) {
            self = .at(date)
        } else if let span = Span(argument: argument) {
            self = .ago(span.duration)
        } else {
            return nil
        }
    }

    /// `now` is the tenant's, by the one clock.
    func date(now: Date) -> Date {
        switch self {
        case .at(let date): date
        case .ago(let duration): now.addingTimeInterval(-Double(duration.components.seconds))
        }
    }
}
