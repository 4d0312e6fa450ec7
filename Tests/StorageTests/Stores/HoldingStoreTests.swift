import Model
import Postgres
import TestSupport
import Testing

@testable import Storage

@Suite("what hangs on a grant", .database)
struct HoldingStoreTests {
    @Test(
        "of what is live so many are counted, of what is not so many are passed over",
        arguments: [
            (live: 0, over: 0, found: CappedCount(1)), (live: 998, over: 50, found: CappedCount(999)),
            (live: 999, over: 50, found: CappedCount(1_000)), (live: 1_000, over: 0, found: CappedCount(1_000, isAtLeast: true)),
            (live: 2, over: 9_990, found: CappedCount(3)), (live: 0, over: 10_000, found: CappedCount(1, isAtLeast: true)),
        ])
    func capped(live: Int, over: Int, found: CappedCount) async throws {
        try await World.run { world in
            // One live access token is its own.
            let sample = try await Sample.make(in: world)
            try await world.asSuperuser { session in
                for (name, count, expiry) in [("live", live, "NULL"), ("over", over, "now() - interval '1 h'")] {
                    try session.script(
                        """
                        INSERT INTO access_token (tenant_id, token_hash, grant_id, token_type, expires_at)
                            SELECT '\(sample.tenantID)', sha256(('\(name)' || n)::bytea), '\(sample.grantID)', 'company', \(expiry)
                            FROM generate_series(1, \(count)) AS n
                        """)
                }
            }
            let count = try await world.storage.transaction(tenant: sample.tenantID) { stores in
                try stores.holdings.accessTokens(of: .grants([sample.grantID]))
            }
            #expect(count == found)
        }
    }

    @Test("a grant with many tokens is looked at through its own index, and no further than is counted")
    func bounded() async throws {
        try await World.run { world in
            let sample = try await Sample.make(in: world)
            try await world.asSuperuser { session in
                try session.script(
                    """
                    INSERT INTO access_token (tenant_id, token_hash, grant_id, token_type)
                        SELECT '\(sample.tenantID)', sha256(('t' || n)::bytea), '\(sample.grantID)', 'company' FROM generate_series(1, 60000) AS n;
                    ANALYZE access_token
                    """, within: .seconds(60))
            }
            let count = try await world.storage.transaction(tenant: sample.tenantID) { stores in
                let count = try stores.holdings.accessTokens(of: .grants([sample.grantID]))
                let read: CountRow = try stores.session.one(
                    "SELECT pg_stat_get_xact_tuples_returned('access_token_grant_idx'::regclass) AS count")
                #expect((1_000...20_000).contains(read.count))
                return count
            }
            #expect(count == CappedCount(1_000, isAtLeast: true))
        }
    }
}

private struct CountRow: RowDecodable {
    let count: Int
    init(row: Row) throws(PostgresError) { count = try row["count"] }
}
