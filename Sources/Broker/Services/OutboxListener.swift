package import Logging
package import Postgres
import ServiceLifecycle

/// Hears, by LISTEN, what other processes put into the queues.
package struct OutboxListener: Service {
    private let listener: NotificationListener

    /// `database` is reached directly: a pooler in transaction mode keeps no session that could listen.
    package init(database: DatabaseConfiguration, outbox: Outbox, logger: Logger) {
        listener = NotificationListener(database, channel: Outbox.channel, logger: logger) { outbox.wake() }
    }

    package func run() async throws {
        await cancelWhenGracefulShutdown { await listener.run() }
    }
}
