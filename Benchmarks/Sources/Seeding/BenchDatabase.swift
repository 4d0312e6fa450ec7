import Broker
import Postgres
import Secrets

/// A migrated database of the run's cluster, and the product's engine over it.
struct BenchDatabase: Sendable {
    let psql: Psql
    let engine: Engine
    private let connections: Database

    /// A copy of the one that Benchmarks/run migrated.
    static func make(_ name: String, from cluster: Psql) async throws -> BenchDatabase {
        try await cluster.run("CREATE DATABASE \(name) OWNER symbolon_owner TEMPLATE empty")
        let psql = cluster.database(name)
        let (engine, connections) = try Engine.over(psql.url("symbolon_app"), Outbox())
        return BenchDatabase(psql: psql, engine: engine, connections: connections)
    }

    /// For the server.
    var environment: [String: String] {
        ["SYMBOLON_DATABASE_URL": psql.url("symbolon_app"), "SYMBOLON_WORKER_DATABASE_URL": psql.url("symbolon_worker")]
    }

    /// Gives back what it took of the disk.
    func drop(from cluster: Psql) async throws {
        await connections.shutdown()
        try await cluster.run("DROP DATABASE \(psql.name) WITH (FORCE)")
    }
}
