package import Postgres
import ServiceLifecycle

/// Closes the pool after everything that uses it has ended: it is the first service started, so it is the last one stopped.
package struct DatabaseService: Service {
    private let database: Database

    package init(database: Database) { self.database = database }

    package func run() async throws {
        try? await gracefulShutdown()
        await database.shutdown()
    }
}
