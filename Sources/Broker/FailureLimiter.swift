import Synchronization

/// How many failed attempts one source may cause: a bound in front of the database and of the password pool, in memory only.
/// A success gives its place back, so a whole office behind one address can sign in.
package final class FailureLimiter: Sendable {
    private static let maximumSources = 20_000

    private let capacity: Double
    /// Places that come back each second.
    private let refill: Double
    private let buckets = Mutex<[String: Bucket]>([:])

    private struct Bucket {
        var places: Double
        var at: ContinuousClock.Instant
    }

    package init(capacity: Int, refillPerSecond: Double) {
        self.capacity = Double(capacity)
        refill = refillPerSecond
    }

    /// Nobody has taken a place.
    var isUnused: Bool { buckets.withLock { $0.isEmpty } }

    /// Whether `take` would give one now.
    func hasPlace(_ source: String) -> Bool {
        let now = ContinuousClock.now
        return buckets.withLock { buckets in
            let key = buckets[source] != nil || buckets.count < Self.maximumSources ? source : ""
            return refilled(buckets[key], now).places >= 1
        }
    }

    /// Takes a place; `false` when there is none.
    func take(_ source: String) -> Bool {
        let now = ContinuousClock.now
        return buckets.withLock { buckets in
            if buckets.count >= Self.maximumSources { forgetFull(&buckets, now) }
            // With every place in the table taken by somebody who failed, a newcomer shares one bucket with all others.
            let key = buckets[source] != nil || buckets.count < Self.maximumSources ? source : ""
            var bucket = refilled(buckets[key], now)
            guard bucket.places >= 1 else { return false }
            bucket.places -= 1
            buckets[key] = bucket
            return true
        }
    }

    /// Gives the place of a success back.
    func giveBack(_ source: String) {
        buckets.withLock { buckets in
            guard let bucket = buckets[source] else { return }
            let places = bucket.places + 1
            buckets[source] = places >= capacity ? nil : Bucket(places: places, at: bucket.at)
        }
    }

    private func refilled(_ bucket: Bucket?, _ now: ContinuousClock.Instant) -> Bucket {
        guard let bucket else { return Bucket(places: capacity, at: now) }
        let seconds = Double((now - bucket.at).components.seconds)
        guard seconds >= 1 else { return bucket }
        return Bucket(places: min(capacity, bucket.places + seconds * refill), at: now)
    }

    private func forgetFull(_ buckets: inout [String: Bucket], _ now: ContinuousClock.Instant) {
        buckets = buckets.filter { refilled($0.value, now).places < capacity }
    }
}
