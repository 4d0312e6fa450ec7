import Broker
import Model
import Postgres
import Storage
import TestSupport

extension Scene {
    static let day = 86_400

    func sweep() async { await Janitor(engine: engine, period: .zero, logger: world.log.logger).goRound() }

    /// Moves the clock to so many days from now, and sweeps.
    func sweep(onDay day: Int) async throws {
        try await moveClock(to: .seconds(day * Self.day))
        await sweep()
    }

    /// How many rows of each of these tables this tenant has; what has none is left out.
    func rows(_ tables: SweptTable...) async throws -> [SweptTable: Int] {
        let tenant = tenant.id.description
        return try await world.inspect { session in
            var counts: [SweptTable: Int] = [:]
            for table in tables {
                try session.script(
                    "SELECT set_config('test.count', (SELECT count(*) FROM \(table.rawValue) WHERE tenant_id = '\(tenant)')::text, true)")
                let count: String? = try session.value("SELECT current_setting('test.count')")
                if let count = count.flatMap(Int.init), count > 0 { counts[table] = count }
            }
            return counts
        }
    }

    /// Rows that codes and tokens are made of.
    func tokenRows() async throws -> [SweptTable: Int] {
        try await rows(.authorizationCode, .accessToken, .refreshToken, .tokenFamily, .ssoToken, .accountGrant)
    }
}
