import Synchronization

/// How many endpoints are being served, in two lanes: those that answered in time the last time, and those that did not. Whoever takes
/// long counts as slow while it lasts, so that a thousand that hang never keep the others waiting.
final class DeliveryLanes: Sendable {
    private let limits: (quick: Int, slow: Int)
    private let state = Mutex(State())

    private struct State {
        var quick: [Int: ContinuousClock.Instant] = [:]
        var slow = 0
        var next = 0
    }

    /// A place in a lane.
    struct Place: Sendable {
        fileprivate let number: Int?
    }

    /// Of `capacity`, a fifth is for the slow.
    init(capacity: Int) {
        let slow = max(1, capacity / 5)
        limits = (max(1, capacity - slow), slow)
    }

    /// How many more may be taken now.
    var free: (quick: Int, slow: Int) {
        let now = ContinuousClock.now
        return state.withLock { state in
            let late = state.quick.count { now - $0.value > DeliveryVerdict.slowness }
            // What lasts holds a place among the slow, and beyond these at most twice as many again.
            let held = state.quick.count - min(late, 3 * limits.slow)
            return (max(0, limits.quick - held), max(0, limits.slow - state.slow - late))
        }
    }

    func enter(slow: Bool) -> Place {
        let now = ContinuousClock.now
        return state.withLock { state in
            guard !slow else {
                state.slow += 1
                return Place(number: nil)
            }
            state.next += 1
            state.quick[state.next] = now
            return Place(number: state.next)
        }
    }

    func leave(_ place: Place) {
        state.withLock { state in
            if let number = place.number { state.quick[number] = nil } else { state.slow -= 1 }
        }
    }
}
