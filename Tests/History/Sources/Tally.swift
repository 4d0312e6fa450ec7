import Synchronization

/// What was changed, how often and by which door, and what went wrong on the way.
final class Tally: Sendable {
    struct Counts: Sendable {
        var changes: [String: Int] = [:]
        var doors: [String: Int] = [:]
        var refusals: [String: Int] = [:]
        var revocations = 0
        var lost = 0
        var unknown = 0
        /// In nanoseconds, and what it was.
        var longest: (time: UInt64, kind: String) = (0, "-")
    }

    private let state = Mutex(Counts())

    var counts: Counts { state.withLock { $0 } }

    func note(_ kind: String, _ move: Move, _ done: Changer.Done) {
        state.withLock { counts in
            counts.doors[done.door, default: 0] += 1
            counts.lost += done.lost
            if move.effects.contains(where: { $0.value != 1 }) {
                counts.changes[kind, default: 0] += 1
                counts.revocations += 1
            }
            if done.acknowledged - done.began > counts.longest.time {
                counts.longest = (done.acknowledged - done.began, "\(kind) by \(done.door)")
            }
        }
    }

    func noteUnknown() { state.withLock { $0.unknown += 1 } }

    func note(refusal: String) { state.withLock { if $0.refusals.count < 500 { $0.refusals[refusal, default: 0] += 1 } } }
}
