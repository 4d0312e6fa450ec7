import CLibPQ
import Foundation
package import Logging
import Synchronization

/// Hears what others `NOTIFY` on a channel, on a connection of its own that is made anew whenever it breaks.
package final class NotificationListener: Sendable {
    private let configuration: DatabaseConfiguration
    private let channel: String
    private let logger: Logger
    private let onNotification: @Sendable () -> Void
    private let isStopped = Atomic(false)

    /// `channel` is a plain lower-case name. `onNotification` is called on the listener's own thread, and after each connect besides: what
    /// was said while nobody heard it is not said again.
    package init(
        _ configuration: DatabaseConfiguration, channel: StaticString, logger: Logger, onNotification: @escaping @Sendable () -> Void
    ) {
        self.configuration = configuration
        self.channel = channel.description
        self.logger = logger
        self.onNotification = onNotification
    }

    /// Listens until the task is cancelled.
    package func run() async {
        let queue = DispatchQueue(label: "postgres.listener")
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                queue.async { [self] in
                    listen(on: queue)
                    continuation.resume()
                }
            }
        } onCancel: {
            isStopped.store(true, ordering: .relaxed)
        }
    }

    private var isListening: Bool { !isStopped.load(ordering: .relaxed) }

    private func listen(on queue: DispatchQueue) {
        var backoff = Backoff()
        while isListening {
            let begun = MonotonicTime.present
            do throws(PostgresError) {
                let connection = try Connection.open(configuration, queue: queue, logger: logger)
                defer { connection.close() }
                try connection.script("LISTEN \(channel)", within: configuration.answerTimeout)
                backoff.succeed()
                onNotification()
                try hear(connection)
            } catch {
                backoff.fail(error, begunAt: begun)
                if isListening { logger.warning("the listener lost its connection", metadata: ["postgres.error": "\(error)"]) }
                while isListening, !backoff.isDue(.present) { wait(.milliseconds(50)) }
            }
        }
    }

    /// Looks up from the socket often enough to stop in good time.
    private func hear(_ connection: Connection) throws(PostgresError) {
        while isListening, let handle = connection.handle {
            guard connection.wait(for: Int32(POLLIN), on: handle, until: .after(.milliseconds(250))) else { continue }
            guard PQconsumeInput(handle) == 1 else { throw connection.lose(.connectionLost) }
            var wasCalled = false
            while let notification = PQnotifies(handle) {
                PQfreemem(notification)
                wasCalled = true
            }
            if wasCalled { onNotification() }
        }
    }

    private func wait(_ duration: Duration) {
        DispatchSemaphore(value: 0).waitQuietly(until: MonotonicTime.after(duration).dispatchTime)
    }
}

extension DispatchSemaphore {
    fileprivate func waitQuietly(until time: DispatchTime) { _ = wait(timeout: time) }
}
