/// What the pool knows, and what follows from it. It touches no connection: it says what to do, and `Pool` does it outside the lock.
struct PoolState {
    enum Action {
        case run(Connection, Waiter.Job)
        case fail([Waiter.Job], any Error)
        case connect
        case close(Connection)
        case finish([CheckedContinuation<Void, Never>])
    }

    let maximum: Int
    /// Last in, first out: what is used stays warm, what is not ages out.
    var idle: [Connection] = []
    /// Idle, lent, being made or being closed.
    var open = 0
    var connecting = 0
    var waiters: [Waiter] = []
    var isClosing = false
    var backoff = Backoff()
    var openedTotal = 0
    var failedTotal = 0
    var isSweeping = false
    var departures: [CheckedContinuation<Void, Never>] = []

    init(maximum: Int) {
        self.maximum = maximum
    }

    /// Called after every change.
    mutating func settle() -> [Action] {
        var actions: [Action] = []
        let now = MonotonicTime.present
        if isClosing {
            actions += idle.map(Action.close)
            idle = []
            actions += failWaiters(.unavailable(.shuttingDown))
            if open == 0, !departures.isEmpty {
                actions.append(.finish(departures))
                departures = []
            }
            return actions
        }
        while !waiters.isEmpty, let connection = idle.popLast() {
            if connection.hasServed, connection.expiresAt <= now {
                actions.append(.close(connection))
            } else {
                actions.append(.run(connection, waiters.removeFirst().job))
            }
        }
        while open < maximum, waiters.count > connecting, backoff.isDue(now), !backoff.hasFailed || connecting == 0 {
            open += 1
            connecting += 1
            actions.append(.connect)
        }
        // Nobody is left who could bring a connection back, and it is too early to try again.
        if open == 0, let reason = backoff.reason { actions += failWaiters(reason) }
        return actions
    }

    /// Takes out idle connections not used since a moment: what broke one of them broke them all.
    mutating func condemn(usedBefore moment: MonotonicTime) -> [Action] {
        let old = idle.filter { $0.lastUsed <= moment }
        idle.removeAll { $0.lastUsed <= moment }
        return old.map(Action.close)
    }

    mutating func removeWaiters(where isGone: (Waiter) -> Bool) -> [Waiter.Job] {
        let gone = waiters.filter(isGone)
        waiters.removeAll(where: isGone)
        return gone.map(\.job)
    }

    private mutating func failWaiters(_ error: PostgresError) -> [Action] {
        defer { waiters = [] }
        return waiters.isEmpty ? [] : [.fail(waiters.map(\.job), error)]
    }
}
