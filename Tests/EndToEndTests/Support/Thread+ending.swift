import Foundation

extension Thread {
    /// Something that runs beside the test, to be waited for.
    final class Running: Sendable {
        private let end = DispatchSemaphore(value: 0)

        fileprivate func finish() { end.signal() }

        func wait() { end.wait() }
    }

    /// Runs a body on a thread of its own. What it throws is dropped: its effects are looked at instead.
    static func ending(_ body: @escaping @Sendable () throws -> Void) -> Running {
        let running = Running()
        detachNewThread {
            _ = try? body()
            running.finish()
        }
        return running
    }
}
