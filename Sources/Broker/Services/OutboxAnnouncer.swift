package import Logging
import ServiceLifecycle
package import Storage

/// Tells other processes, by NOTIFY, that something was put into a queue. Apart from the transactions that did it: a NOTIFY in those would
/// make them commit one by one.
package struct OutboxAnnouncer: Service {
    private static let pause = Duration.milliseconds(25)

    private let storage: Storage
    private let outbox: Outbox
    private let logger: Logger

    package init(storage: Storage, outbox: Outbox, logger: Logger) {
        self.storage = storage
        self.outbox = outbox
        self.logger = logger
    }

    package func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                await outbox.announcements.wait(atMost: .seconds(60))
                guard !Task.isCancelled else { return }
                do {
                    try await storage.announceQueue(on: Outbox.channel)
                } catch {
                    // They look by themselves as well.
                    logger.debug("other servers were not told", metadata: ["error": "\(error)"])
                }
                try? await Task.sleep(for: Self.pause)
            }
        }
    }
}
