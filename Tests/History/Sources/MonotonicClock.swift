import Foundation

/// The one clock of a run, in nanoseconds: CLOCK_MONOTONIC of this machine.
enum MonotonicClock {
    static var now: UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }

    static func sleep(milliseconds: Double) {
        if milliseconds > 0 { usleep(UInt32(min(milliseconds, 60_000) * 1000)) }
    }
}

extension UInt64 {
    static func milliseconds(_ number: Double) -> UInt64 { UInt64(number * 1_000_000) }
}
