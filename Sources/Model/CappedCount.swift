/// How many there are, counted up to a bound only, so that counting never takes long.
package struct CappedCount: Sendable, Hashable, ExpressibleByIntegerLiteral {
    /// As far as is counted. Tokens, of which one grant can have millions, are not counted that far, and of those that may not count so many are
    /// looked at.
    package static let (bound, tokenBound, tokenReach) = (100_000, 1_000, 10_000)

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
