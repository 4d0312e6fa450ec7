import Foundation
import Testing

@testable import Secrets

@Suite("The worker pool", .timeLimit(.minutes(1)))
struct WorkerPoolTests {
    @Test("runs as many as it has workers, queues up to its limit and refuses the rest at once")
    func bounded() async throws {
        let pool = WorkerPool(workers: 2, queueLimit: 3)
        let gate = DispatchSemaphore(value: 0)
        let peak = Peak()
        let tasks = (0..<5).map { number in
            Task {
                try await pool.run {
                    peak.enter()
                    gate.wait()
                    peak.leave()
                    return number
                }
            }
        }
        while pool.depth < 3 { await Task.yield() }
        await #expect(throws: SecretsError.busy) { try await pool.run { 5 } }
        for _ in 0..<5 { gate.signal() }
        var answers: [Int] = []
        for task in tasks { answers.append(try await task.value) }
        #expect(answers == [0, 1, 2, 3, 4])
        #expect(peak.highest == 2)
        #expect(try await pool.run { 6 } == 6)
    }

    @Test("keeps no place for a caller who has gone")
    func cancelled() async throws {
        let pool = WorkerPool(workers: 1, queueLimit: 1)
        let gate = DispatchSemaphore(value: 0)
        let (started, start) = AsyncStream.makeStream(of: Void.self)
        let running = Task {
            try await pool.run {
                start.finish()
                gate.wait()
            }
        }
        for await _ in started {}
        let waiting = Task { try await pool.run { Issue.record("a cancelled job ran") } }
        while pool.depth < 1 { await Task.yield() }
        waiting.cancel()
        await #expect(throws: CancellationError.self) { try await waiting.value }
        #expect(pool.depth == 0)
        gate.signal()
        try await running.value
    }

    @Test("passes a failure on")
    func failure() async {
        let pool = WorkerPool(workers: 1, queueLimit: 1)
        await #expect(throws: SecretsError.malformedEnvelope) { try await pool.run { throw SecretsError.malformedEnvelope } }
    }

    /// Counts how many jobs run at the same time; touched under its lock only.
    private final class Peak: @unchecked Sendable {
        private let lock = NSLock()
        private var now = 0
        private var top = 0
        var highest: Int { lock.withLock { top } }

        func enter() {
            lock.withLock {
                now += 1
                top = max(top, now)
            }
        }

        func leave() { lock.withLock { now -= 1 } }
    }
}
