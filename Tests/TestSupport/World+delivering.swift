package import Broker
package import Postgres
import ServiceLifecycle
import Storage

extension World {
    /// Runs the services that deliver webhooks while the body runs.
    /// `worker` is shut down with them; left out, it is a login of the test's own database.
    package func delivering(
        as worker: Database? = nil, outbox: Outbox? = nil, client: OutgoingClient = OutgoingClient(), capacity: Int = 100,
        _ body: @escaping @Sendable () async throws -> Void
    ) async throws {
        let database = try worker ?? TestDatabase.current().connect(as: "symbolon_worker", connections: 2)
        let queue = WorkerQueue(database: database)
        let outbox = outbox ?? self.outbox
        let services: [any Service] = [
            DatabaseService(database: database),
            DeliveryService(engine: engine, queue: queue, outbox: outbox, client: client, capacity: capacity, logger: log.logger),
            EventFanOut(engine: engine, queue: queue, outbox: outbox, logger: log.logger),
        ]
        var configuration = ServiceGroupConfiguration(services: services, logger: .quiet)
        configuration.maximumGracefulShutdownDuration = .seconds(25)
        let group = ServiceGroup(configuration: configuration)
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            do {
                try await body()
            } catch {
                await group.triggerGracefulShutdown()
                throw error
            }
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
    }
}
