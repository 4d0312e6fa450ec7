import Synchronization

/// How many failed sign-ins one address may cause: a bound in front of the database and of the password pool, in memory only.
/// A success gives its place back, so a whole office behind one address can sign in.
package final class SignInLimiter: Sendable {
    private static let capacity = 100.0
    /// Places that come back each second.
    private static let refill = 0.2
    private static let maximumAddresses = 20_000

    private let buckets = Mutex<[String: Bucket]>([:])

    private struct Bucket {
        var places: Double
        var at: ContinuousClock.Instant
    }

    package init() {}

    /// Takes a place; `false` when there is none.
    func take(_ address: String) -> Bool {
        let now = ContinuousClock.now
        return buckets.withLock { buckets in
            if buckets.count >= Self.maximumAddresses { Self.forgetFull(&buckets, now) }
            // With every place in the table taken by somebody who failed, a newcomer shares one bucket with all others.
            let key = buckets[address] != nil || buckets.count < Self.maximumAddresses ? address : ""
            var bucket = Self.refilled(buckets[key], now)
            guard bucket.places >= 1 else { return false }
            bucket.places -= 1
            buckets[key] = bucket
            return true
        }
    }

    /// Gives the place of a success back.
    func giveBack(_ address: String) {
        buckets.withLock { buckets in
            guard let bucket = buckets[address] else { return }
            let places = bucket.places + 1
            buckets[address] = places >= Self.capacity ? nil : Bucket(places: places, at: bucket.at)
        }
    }

    private static func refilled(_ bucket: Bucket?, _ now: ContinuousClock.Instant) -> Bucket {
        guard let bucket else { return Bucket(places: capacity, at: now) }
        let seconds = Double((now - bucket.at).components.seconds)
        guard seconds >= 1 else { return bucket }
        return Bucket(places: min(capacity, bucket.places + seconds * refill), at: now)
    }

    private static func forgetFull(_ buckets: inout [String: Bucket], _ now: ContinuousClock.Instant) {
        buckets = buckets.filter { refilled($0.value, now).places < capacity }
    }
}
