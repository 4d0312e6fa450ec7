internal import Foundation

/// Threads for slow computing, kept apart from Swift's cooperative pool. Its state is touched under the lock only.
final class WorkerPool: @unchecked Sendable {
    private struct Job {
        let id: UInt64
        let run: @Sendable () -> Void
        let refuse: @Sendable (any Error) -> Void
    }

    private let workers: Int
    private let queueLimit: Int
    private let queue = DispatchQueue(label: "symbolon.passwords", attributes: .concurrent)
    private let lock = NSLock()
    private var running = 0
    private var waiting: [Job] = []
    private var lastID: UInt64 = 0

    init(workers: Int, queueLimit: Int) {
        self.workers = max(workers, 1)
        self.queueLimit = max(queueLimit, 0)
    }

    /// Throws `busy` at once if the queue is full; a cancelled caller leaves the queue.
    func run<T: Sendable>(_ work: @escaping @Sendable () throws -> T) async throws -> T {
        try Task.checkCancellation()
        let id = lock.withLock {
            lastID += 1
            return lastID
        }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                submit(
                    Job(
                        id: id, run: { continuation.resume(with: Result(catching: work)) },
                        refuse: { continuation.resume(throwing: $0) }))
            }
        } onCancel: {
            abandon(id)
        }
    }

    /// Jobs that wait for a worker.
    var depth: Int { lock.withLock { waiting.count } }

    private func submit(_ job: Job) {
        enum Place { case worker, queue, nowhere }
        let place: Place = lock.withLock {
            if running < workers {
                running += 1
                return .worker
            }
            guard waiting.count < queueLimit else { return .nowhere }
            waiting.append(job)
            return .queue
        }
        switch place {
        case .worker: queue.async { self.drain(startingWith: job) }
        case .queue: break
        case .nowhere: job.refuse(SecretsError.busy)
        }
    }

    private func drain(startingWith first: Job) {
        var next: Job? = first
        while let job = next {
            job.run()
            next = lock.withLock {
                if waiting.isEmpty {
                    running -= 1
                    return nil
                }
                return waiting.removeFirst()
            }
        }
    }

    private func abandon(_ id: UInt64) {
        let job: Job? = lock.withLock {
            waiting.firstIndex { $0.id == id }.map { waiting.remove(at: $0) }
        }
        job?.refuse(CancellationError())
    }
}
