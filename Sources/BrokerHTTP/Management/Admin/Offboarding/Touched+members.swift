import Broker
import Dialects
import Model

extension Touched {
    /// As the management API shows it.
    var members: [String: WireValue] {
        var members: [String: WireValue] = [:]
        for (name, count) in counts {
            members[name] = .integer(count.number)
            if count.isAtLeast { members["\(name)_at_least"] = true }
        }
        return members
    }

    static let schema = Schema.named(
        "Touched",
        .object(
            Touched().counts.flatMap { name, _ in
                [
                    .always(name, .count, "How many that were live."),
                    .maybe("\(name)_at_least", .boolean, "There may have been more than were counted."),
                ]
            }))
}
