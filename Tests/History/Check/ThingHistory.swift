/// What one thing was, over time: live (a value over 0) or dead (0), and which of its live values.
package struct ThingHistory: Sendable {
    /// From `began` on it may be so, from `acknowledged` on it is. `UInt64.max`: nobody ever learned whether.
    package struct Change: Sendable {
        package let began: UInt64
        package let acknowledged: UInt64
        package let value: UInt8

        package init(began: UInt64, acknowledged: UInt64, value: UInt8) {
            self.began = began
            self.acknowledged = acknowledged
            self.value = value
        }
    }

    /// A set of values, one bit each.
    package typealias Values = UInt8

    package private(set) var changes: [Change] = []
    private let initial: UInt8

    package init(initial: UInt8 = 1) { self.initial = initial }

    /// Changes of one thing follow each other: none begins before the one before is acknowledged.
    package mutating func append(_ change: Change) {
        precondition(changes.last.map { $0.acknowledged <= change.began } ?? true, "changes of one thing may not overlap")
        changes.append(change)
    }

    /// The values that a look at any moment from `first` to `last` may have found.
    package func possible(from first: UInt64, to last: UInt64) -> Values {
        var values = Values(0)
        // Those acknowledged before `first` are over and done with; the last of them says what was so.
        var index = firstUnsettled(at: first)
        values |= bit(index == 0 ? initial : changes[index - 1].value)
        while index < changes.count, changes[index].began <= last {
            values |= bit(changes[index].value)
            index += 1
        }
        return values
    }

    private func firstUnsettled(at moment: UInt64) -> Int {
        var (low, high) = (0, changes.count)
        while low < high {
            let middle = (low + high) / 2
            if changes[middle].acknowledged < moment { low = middle + 1 } else { high = middle }
        }
        return low
    }

    private func bit(_ value: UInt8) -> Values { 1 << min(value, 7) }
}
