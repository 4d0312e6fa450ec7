/// When the next connect attempt is due after failures: 50 ms doubling to a longest pause, each with jitter.
struct Backoff {
    private let longest: Duration
    private(set) var reason: PostgresError?
    private var delay: Duration = .zero
    private var dueAt = MonotonicTime.present
    private var failedAt = MonotonicTime.present

    init(longest: Duration = .seconds(1)) { self.longest = longest }

    var hasFailed: Bool { reason != nil }

    func isDue(_ now: MonotonicTime) -> Bool { !hasFailed || now >= dueAt }

    /// Attempts that began before the last failure was known are one failure with it.
    mutating func fail(_ error: PostgresError, begunAt: MonotonicTime) {
        let now = MonotonicTime.present
        if !hasFailed || begunAt > failedAt {
            delay = hasFailed ? min(delay * 2, longest) : .milliseconds(50)
            dueAt = now + delay * (0.75 + Jitter.fraction() / 4)
        }
        failedAt = now
        reason = error
    }

    mutating func succeed() { reason = nil }
}
