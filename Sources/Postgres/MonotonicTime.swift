import Foundation

/// A point on the monotonic clock, for deadlines and ages; no wall clock decides anything here.
struct MonotonicTime: Comparable, Sendable {
    private let nanoseconds: UInt64

    static var present: MonotonicTime {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return MonotonicTime(nanoseconds: UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec))
    }

    static func after(_ duration: Duration) -> MonotonicTime { present + duration }

    static func + (time: MonotonicTime, duration: Duration) -> MonotonicTime {
        MonotonicTime(nanoseconds: time.nanoseconds + UInt64(max(duration.wholeMilliseconds, 0)) * 1_000_000)
    }

    static func < (left: MonotonicTime, right: MonotonicTime) -> Bool { left.nanoseconds < right.nanoseconds }

    /// Dispatch counts its uptime on the same clock.
    var dispatchTime: DispatchTime { DispatchTime(uptimeNanoseconds: nanoseconds) }

    /// Whole milliseconds from now, rounded up so that a wait does not spin; 0 once it has passed.
    var millisecondsLeft: Int {
        let now = Self.present.nanoseconds
        return now >= nanoseconds ? 0 : Int((nanoseconds - now + 999_999) / 1_000_000)
    }
}

extension Duration {
    /// Rounded down, at most some 24 days, so that it fits what poll(2) and libpq take.
    var wholeMilliseconds: Int {
        let (seconds, attoseconds) = components
        return Int(min(max(seconds, -2_000_000), 2_000_000)) * 1_000 + Int(attoseconds / 1_000_000_000_000_000)
    }
}
