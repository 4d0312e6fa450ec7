import Dispatch
import Testing

/// Runs a test on a queue of its own. These tests wait for other processes with blocking calls, which must not take a thread
/// from the tests that run beside them.
final class OwnThread: TaskExecutor {
    private let queue = DispatchQueue(label: "end-to-end")

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}

struct OwnThreadTrait: TestTrait, SuiteTrait, TestScoping {
    let isRecursive = true

    func scopeProvider(for test: Test, testCase: Test.Case?) -> OwnThreadTrait? { testCase == nil ? nil : self }

    func provideScope(for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void) async throws {
        try await withTaskExecutorPreference(OwnThread()) { try await function() }
    }
}

extension Trait where Self == OwnThreadTrait {
    static var ownThread: OwnThreadTrait { OwnThreadTrait() }
}
