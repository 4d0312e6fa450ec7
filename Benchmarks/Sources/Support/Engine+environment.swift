import Broker
import Dialects
import Foundation
import Postgres
import Secrets
import Storage

extension Engine {
    /// Over the database and keys that the environment names, as the server has them.
    static func fromEnvironment(_ outbox: Outbox) throws -> (Engine, Database) {
        guard let url = ProcessInfo.processInfo.environment["SYMBOLON_DATABASE_URL"] else {
            throw BenchError("SYMBOLON_DATABASE_URL must be set: use Benchmarks/run")
        }
        return try over(url, outbox)
    }

    /// The same over another database.
    static func over(_ url: String, _ outbox: Outbox) throws -> (Engine, Database) {
        guard let keys = ProcessInfo.processInfo.environment["SYMBOLON_KEY_FILE"] else {
            throw BenchError("SYMBOLON_KEY_FILE must be set: use Benchmarks/run")
        }
        let database = Database(try DatabaseConfiguration(url: url), logger: .quiet)
        let engine = Engine(
            storage: Storage(database: database, onQueued: outbox.signal), keys: try KeyRing(contentsOf: keys), passwords: PasswordHasher(),
            dialects: DialectList(), publicURL: "http://127.0.0.1:1")
        return (engine, database)
    }
}
