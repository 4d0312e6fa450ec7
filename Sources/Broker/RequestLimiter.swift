import Synchronization

/// How many requests each source may send: so many at once, coming back evenly over a minute. In memory only, for this server.
package final class RequestLimiter: Sendable {
    /// What is left to a source.
    package struct Allowance: Sendable, Equatable {
        package let isAllowed: Bool
        package let limit: Int
        package let remaining: Int
        /// Seconds until all of it is there again, or, when there is none, until one more is.
        package let reset: Int
    }

    private static let maximumSources = 20_000

    /// `nil`: any number.
    package let perMinute: Int?
    private let buckets = Mutex<[String: Bucket]>([:])

    private struct Bucket {
        var places: Double
        var at: ContinuousClock.Instant
    }

    package init(perMinute: Int?) { self.perMinute = perMinute }

    /// `nil` where there is no limit.
    package func take(_ source: String, now: ContinuousClock.Instant = ContinuousClock.now) -> Allowance? {
        guard let perMinute else { return nil }
        let capacity = Double(perMinute)
        let perSecond = capacity / 60
        return buckets.withLock { buckets in
            if buckets.count >= Self.maximumSources {
                buckets = buckets.filter { $0.value.places + Self.seconds(since: $0.value.at, now) * perSecond < capacity }
            }
            let old = buckets[source]
            let places = min(capacity, old.map { $0.places + Self.seconds(since: $0.at, now) * perSecond } ?? capacity)
            guard places >= 1 else {
                buckets[source] = Bucket(places: places, at: now)
                return Allowance(isAllowed: false, limit: perMinute, remaining: 0, reset: Int(((1 - places) / perSecond).rounded(.up)))
            }
            buckets[source] = Bucket(places: places - 1, at: now)
            return Allowance(
                isAllowed: true, limit: perMinute, remaining: Int(places - 1),
                reset: Int(((capacity - places + 1) / perSecond).rounded(.up)))
        }
    }

    private static func seconds(since earlier: ContinuousClock.Instant, _ now: ContinuousClock.Instant) -> Double {
        let components = (now - earlier).components
        return max(0, Double(components.seconds) + Double(components.attoseconds) / 1e18)
    }
}
