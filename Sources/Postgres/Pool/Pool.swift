import Foundation
import Logging
import Synchronization

/// Lends connections: a caller's job runs on the connection's own queue, at once or when its turn comes.
final class Pool: Sendable {
    private let configuration: DatabaseConfiguration
    private let logger: Logger
    private let state: Mutex<PoolState>

    init(_ configuration: DatabaseConfiguration, logger: Logger) {
        self.configuration = configuration
        self.logger = logger
        state = Mutex(PoolState(maximum: max(configuration.maximumConnections, 1)))
    }

    var statistics: PoolStatistics {
        state.withLock { state in
            PoolStatistics(
                open: state.open,
                idle: state.idle.count,
                waiting: state.waiters.count,
                openedTotal: state.openedTotal,
                failedTotal: state.failedTotal
            )
        }
    }

    /// Puts a job in line. It is called once, and a connection it gets must come back through `release`.
    func submit(_ ticket: Waiter.Ticket, _ job: @escaping Waiter.Job) {
        let waiter = Waiter(ticket: ticket, deadline: .after(configuration.acquireTimeout), job: job)
        perform(
            state.withLock { state in
                guard state.waiters.count < configuration.queueLimit || !state.idle.isEmpty else {
                    return [.fail([job], PostgresError.unavailable(.queueFull))]
                }
                state.waiters.append(waiter)
                return state.settle()
            }
        )
        sweepLater()
    }

    /// Takes a waiting job out of line and fails it with `CancellationError`. Too late is no harm.
    func cancel(_ ticket: Waiter.Ticket) {
        let jobs = state.withLock { state in state.removeWaiters { $0.ticket === ticket } }
        perform([.fail(jobs, CancellationError())])
    }

    /// Takes a connection back; a broken one only frees its place.
    func release(_ connection: Connection) {
        perform(
            state.withLock { state in
                if connection.isBroken { state.open -= 1 } else { state.idle.append(connection) }
                return state.settle()
            }
        )
    }

    /// A new connection in the place of one that failed before anything ran on it; made here and now, on the failed one's queue.
    func replace(_ failed: Connection) throws(PostgresError) -> Connection {
        failed.close()
        let begun = MonotonicTime.present
        let (actions, refusal) = state.withLock { state -> ([PoolState.Action], PostgresError?) in
            let actions = state.condemn(usedBefore: failed.lastUsed)
            if state.isClosing { return (actions, .unavailable(.shuttingDown)) }
            return (actions, state.backoff.isDue(begun) ? nil : state.backoff.reason)
        }
        perform(actions)
        if let refusal { throw refusal }
        do throws(PostgresError) {
            let connection = try Connection.open(configuration, queue: failed.queue, logger: logger)
            noteSuccess()
            return connection
        } catch {
            noteFailure(error, begunAt: begun)
            throw error
        }
    }

    /// Refuses new work, waits until every connection came back, closes them all.
    func shutdown() async {
        await withCheckedContinuation { continuation in
            perform(
                state.withLock { state in
                    state.isClosing = true
                    state.departures.append(continuation)
                    return state.settle()
                }
            )
        }
    }

    private func perform(_ actions: [PoolState.Action]) {
        for action in actions {
            switch action {
            case .run(let connection, let job):
                connection.queue.async {
                    connection.lastUsed = .present
                    connection.hasServed = true
                    job(.success(connection))
                }
            case .fail(let jobs, let error): for job in jobs { job(.failure(error)) }
            case .connect: connect()
            case .close(let connection):
                connection.queue.async {
                    connection.close()
                    self.release(connection)
                }
            case .finish(let continuations): for continuation in continuations { continuation.resume() }
            }
        }
    }

    private func connect() {
        let queue = DispatchQueue(label: "postgres.connection")
        queue.async { [self] in
            let begun = MonotonicTime.present
            do throws(PostgresError) {
                let connection = try Connection.open(configuration, queue: queue, logger: logger)
                noteSuccess()
                state.withLock { $0.connecting -= 1 }
                release(connection)
            } catch {
                noteFailure(error, begunAt: begun)
                perform(
                    state.withLock { state in
                        state.connecting -= 1
                        state.open -= 1
                        return state.settle()
                    }
                )
            }
        }
    }

    private func noteSuccess() {
        state.withLock { state in
            state.openedTotal += 1
            state.backoff.succeed()
        }
    }

    private func noteFailure(_ error: PostgresError, begunAt: MonotonicTime) {
        state.withLock { state in
            state.failedTotal += 1
            state.backoff.fail(error, begunAt: begunAt)
        }
        logger.warning("postgres connect failed", metadata: ["postgres.error": "\(error)"])
    }

    /// One timer for the whole line: it is in order of deadline.
    private func sweepLater() {
        let next: MonotonicTime? = state.withLock { state in
            guard !state.isSweeping, let first = state.waiters.first else { return nil }
            state.isSweeping = true
            return first.deadline
        }
        guard let next else { return }
        DispatchQueue.global().asyncAfter(deadline: next.dispatchTime) { [self] in
            let late = state.withLock { state in
                state.isSweeping = false
                let now = MonotonicTime.present
                return state.removeWaiters { $0.deadline <= now }
            }
            perform([.fail(late, PostgresError.unavailable(.acquireTimeout))])
            sweepLater()
        }
    }
}
