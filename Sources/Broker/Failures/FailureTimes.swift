import Foundation
import Model
import OAuth

/// The times of a failure, as parts of a sentence: empty where they are not known.
struct FailureTimes {
    private let facts: FailureFacts
    private let failedAt: Date

    init(of failure: TokenFailure) {
        facts = failure.facts
        failedAt = failure.failedAt
    }

    var used: String { at(facts.usedAt) }
    var expired: String { at(facts.expiredAt) }
    var ended: String { at(facts.endedAt) }

    var endedBySide: String {
        switch facts.endedBy {
        case "platform": ended + " by the client"
        case "user": ended + " by a person of the account"
        case "tenant": ended + " by the vendor"
        case "operator": ended + " by whoever runs the server"
        default: ended
        }
    }

    var graceOver: String {
        guard let grace = facts.grace, grace > .zero, let used = facts.usedAt else { return "there is no grace here" }
        let seconds = grace.components.seconds
        return "its grace of \(seconds) s was over\(at(used.addingTimeInterval(Double(seconds))))"
    }

    private func at(_ time: Date?) -> String {
        guard let time else { return "" }
        let (day, clock) = Self.parts(time)
        return day == Self.parts(failedAt).day ? " at \(clock) UTC" : " on \(day) at \(clock) UTC"
    }

    private static func parts(_ time: Date) -> (day: String, clock: String) {
        let text = time.formatted(.iso8601)
        return (String(text.prefix(10)), String(text.dropFirst(11).prefix(8)))
    }
}
