import Postgres
import Storage
import TestSupport

extension World {
    /// Runs a body with a migrator that logs in like this.
    static func migrating<Value>(
        as login: String = "symbolon_migrator", _ migrations: [Migration] = Migration.all, _ body: (Migrator) async throws -> Value
    ) async throws -> Value {
        let database = try TestDatabase.current().connect(as: login, connections: 2)
        let outcome: Result<Value, any Error>
        do {
            outcome = .success(try await body(Migrator(database: database, migrations: migrations)))
        } catch {
            outcome = .failure(error)
        }
        await database.shutdown()
        return try outcome.get()
    }
}

extension Migration {
    /// A migration no release has.
    static func made(_ version: Int, up: String, down: String = "SELECT 1", oldestBinary: Int = 1, isTransactional: Bool = true)
        -> Migration
    {
        Migration(
            version: version, name: "made", up: up, down: down, checksum: "made \(version)", oldestBinary: oldestBinary,
            isTransactional: isTransactional)
    }

    static var newest: Int { all.last?.version ?? 0 }
}
