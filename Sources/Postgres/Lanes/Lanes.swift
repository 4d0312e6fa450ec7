import Foundation
package import Logging
import Synchronization

/// The pipelined door: single statements of many callers, sent together, each with an answer of its own. Free lanes take what waits.
package final class Lanes: Sendable {
    private let settings: LaneSettings
    private let state: Mutex<State>
    private let era = Atomic(0)

    private struct State {
        var queue = FairQueue()
        var free: [Lane] = []
        var busy = 0
        var isClosing = false
        var isSweeping = false
        var departures: [CheckedContinuation<Void, Never>] = []
    }

    /// `groupSetting`: the setting that names a job's group to the server.
    package init(_ configuration: DatabaseConfiguration, _ settings: LaneSettings, groupSetting: String = "app.tenant", logger: Logger) {
        self.settings = settings
        let lanes = (0..<max(settings.lanes, 1)).map { _ in
            Lane(configuration, settings: settings, groupSetting: groupSetting, logger: logger)
        }
        state = Mutex(State(free: lanes))
    }

    /// Jobs that wait for a lane.
    package var waiting: Int { state.withLock { $0.queue.count } }

    /// Runs statements in order, in one stretch that other callers may share, and reads their rows on the lane's own queue. Throws what the
    /// server said of them, `.unavailable`, or `.outcomeUnknown` where a commit got no answer.
    package func run<Value: Sendable>(
        _ statements: [SQL], group: String?, read: @escaping @Sendable ([Rows]) throws -> Value
    ) async throws -> Value {
        try Task.checkCancellation()
        let ticket = LaneJob.Ticket()
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                submit(statements, group: group, ticket: ticket) { outcome in
                    continuation.resume(with: Result { try read(outcome.get().map(Rows.init)) })
                }
                if Task.isCancelled { cancel(ticket) }
            }
        } onCancel: {
            cancel(ticket)
        }
    }

    /// The same for a caller that awaits nothing: `finish` is called once, on the lane's queue or at once when refused.
    package func submit(_ statements: [SQL], group: String?, finish: @escaping @Sendable (Result<[Rows], PostgresError>) -> Void) {
        submit(statements, group: group, ticket: LaneJob.Ticket()) { outcome in finish(outcome.map { $0.map(Rows.init) }) }
    }

    private func submit(
        _ statements: [SQL], group: String?, ticket: LaneJob.Ticket,
        finish: @escaping @Sendable (Result<[QueryResult], PostgresError>) -> Void
    ) {
        for sql in statements { if let refusal = sql.refusal { return finish(.failure(refusal)) } }
        let job = LaneJob(
            ticket: ticket, group: group, statements: statements, deadline: .after(settings.acquireTimeout), finish: finish)
        let (lane, refusal) = state.withLock { state -> (Lane?, PostgresError?) in
            if state.isClosing { return (nil, .unavailable(.shuttingDown)) }
            let isFull = state.queue.count >= settings.queueLimit || state.queue.count(of: group) >= settings.queueLimit * 3 / 4
            guard !isFull else { return (nil, .unavailable(.queueFull)) }
            state.queue.append(job)
            guard let lane = state.free.popLast() else { return (nil, nil) }
            state.busy += 1
            return (lane, nil)
        }
        if let refusal { return finish(.failure(refusal)) }
        if let lane { drive(lane) } else { sweepLater() }
    }

    /// Lets each lane connect anew before its next batch: the server it is connected to is not the right one any more.
    package func reconnect() { era.add(1, ordering: .relaxed) }

    private func cancel(_ ticket: LaneJob.Ticket) {
        let gone = state.withLock { $0.queue.removeAll { $0.ticket === ticket } }
        for job in gone { job.finish(.failure(.unavailable(.cancelled))) }
    }

    private func drive(_ lane: Lane) {
        lane.queue.async { [self] in
            while let batch = next(for: lane) { lane.run(batch, era: era.load(ordering: .relaxed)) }
        }
    }

    /// What waits, or `nil` once the lane is free.
    private func next(for lane: Lane) -> [LaneJob]? {
        let (batch, departures) = state.withLock { state -> ([LaneJob], [CheckedContinuation<Void, Never>]) in
            let batch = state.queue.take(settings.batchLimit)
            if batch.isEmpty {
                state.free.append(lane)
                state.busy -= 1
            }
            guard state.isClosing, state.busy == 0 else { return (batch, []) }
            defer { state.departures = [] }
            return (batch, state.departures)
        }
        for departure in departures { departure.resume() }
        return batch.isEmpty ? nil : batch
    }

    /// Gives up what has waited too long, while every lane is held up.
    private func sweepLater() {
        let next: MonotonicTime? = state.withLock { state in
            guard !state.isSweeping, let first = state.queue.firstDeadline else { return nil }
            state.isSweeping = true
            return first
        }
        guard let next else { return }
        DispatchQueue.global().asyncAfter(deadline: next.dispatchTime) { [self] in
            let late = state.withLock { state in
                state.isSweeping = false
                let now = MonotonicTime.present
                return state.queue.removeAll { $0.deadline <= now }
            }
            for job in late { job.finish(.failure(.unavailable(.acquireTimeout))) }
            sweepLater()
        }
    }

    /// Refuses new work, lets what was taken finish, closes the connections.
    package func shutdown() async {
        let left = state.withLock { state in
            state.isClosing = true
            return state.queue.removeAll { _ in true }
        }
        for job in left { job.finish(.failure(.unavailable(.shuttingDown))) }
        await withCheckedContinuation { continuation in
            let isIdle = state.withLock { state in
                if state.busy > 0 { state.departures.append(continuation) }
                return state.busy == 0
            }
            if isIdle { continuation.resume() }
        }
        for lane in state.withLock({ $0.free }) { lane.close() }
    }
}
