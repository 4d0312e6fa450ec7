/// How many there are, counted up to a bound only, so that counting never takes long.
package struct CappedCount: Sendable, Hashable, ExpressibleByIntegerLiteral {
    /// As far as is counted, and of how many that may not count at all.
    package static let (bound, reach) = (1_000, 10_000)

    package var number: Int
    /// There may be more.
    package var isAtLeast: Bool

    package init(_ number: Int, isAtLeast: Bool = false) {
        self.number = number
        self.isAtLeast = isAtLeast
    }

    package init(integerLiteral value: Int) { self.init(value) }

    package static func + (one: CappedCount, other: CappedCount) -> CappedCount {
        CappedCount(one.number + other.number, isAtLeast: one.isAtLeast || other.isAtLeast)
    }

    package static func += (one: inout CappedCount, other: CappedCount) { one = one + other }
}
