import Foundation

/// pgbench with a script of one INSERT: what the same cluster makes durable in a second when nothing is asked of it but that.
struct PgBench: Sendable {
    private static let clients = [8, 16, 32, 64]
    let database: Psql
    let script: String
    private let program: String

    /// Makes the table: a row has an id, a hash with an index, and a time.
    static func prepare(_ database: Psql, program: String, folder: String) async throws -> PgBench {
        try await database.run(
            """
            CREATE TABLE bare_token (id uuid NOT NULL DEFAULT gen_random_uuid(), token_hash bytea NOT NULL,
                created_at timestamptz NOT NULL DEFAULT clock_timestamp());
            CREATE INDEX ON bare_token (token_hash);
            """)
        let script = "\(folder)/insert.pgbench"
        try """
        \\set number random(1, 9000000000000000000)
        INSERT INTO bare_token (token_hash) VALUES (sha256(int8send(:number)));

        """.write(toFile: script, atomically: true, encoding: .utf8)
        return PgBench(database: database, script: script, program: program)
    }

    /// The number of clients at which it inserts most.
    func bestClients(seconds: Int) async throws -> Int {
        var best = (clients: 0, rate: 0.0)
        for clients in Self.clients {
            let rate = try await run(clients: clients, seconds: seconds)
            if rate > best.rate { best = (clients, rate) }
        }
        return best.clients
    }

    /// Rows a second.
    func run(clients: Int, seconds: Int) async throws -> Double {
        let text = try await Tool.run(
            program,
            [
                "-n", "-M", "prepared", "-h", database.sockets, "-U", "postgres", "-c", "\(clients)", "-j", "2", "-T", "\(seconds)", "-f",
                script, database.name,
            ])
        guard let match = text.firstMatch(of: /tps = ([\d.]+) \(without/), let rate = Double(match.1) else {
            throw BenchError("pgbench said something else: \(text)")
        }
        return rate
    }
}
