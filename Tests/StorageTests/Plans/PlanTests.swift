import Model
import TestSupport
import Testing

@testable import Postgres
@testable import Storage

/// Plans of the statements every request needs, as the server's login gets them behind the wall.
@Suite("the plans of hot statements", .database)
struct PlanTests {
    @Test("every row is found by an index that begins with the tenant, and no large table is read whole")
    func plans() async throws {
        try await World.run { world in
            let sample = try await Sample.make(in: world)
            try await world.crowd(sample)
            for hot in HotStatements.all {
                let plans = try await world.plans(of: hot, sample)
                #expect(!plans.isEmpty, "\(hot.name)")
                for plan in plans {
                    let findings = PlanCheck(walks: hot.walks).findings(plan)
                    #expect(findings.isEmpty, "\(hot.name): \(findings)\n\(plan.joined(separator: "\n"))")
                }
                for index in hot.indexes {
                    let text = plans.map { $0.joined(separator: "\n") }.joined(separator: "\n")
                    #expect(Self.uses(index, plans), "\(hot.name) does not use \(index):\n\(text)")
                }
            }
        }
    }

    @Test("each index that is lost is noticed")
    func lostIndexes() async throws {
        try await World.run { world in
            let sample = try await Sample.make(in: world)
            try await world.crowd(sample)
            for hot in HotStatements.all {
                for index in hot.indexes {
                    // A statement that needs it to say what may not be there twice fails outright.
                    guard let plans = try? await world.plans(of: hot, sample, without: index) else { continue }
                    #expect(!Self.uses(index, plans), "\(hot.name) without \(index)")
                }
            }
        }
    }

    @Test(
        "the check finds what is wrong with a plan",
        arguments: [
            (["Seq Scan on access_token token", "  Filter: (tenant_id = $1)"], "access_token is read whole"),
            (["Limit", "  ->  Index Scan using event_occurred_idx on event"], "event_occurred_idx is gone through whole"),
            (
                ["Index Scan using event_pkey on event", "  Index Cond: (id = $1)"],
                "event_pkey is asked for no tenant:   Index Cond: (id = $1)"
            ),
            (
                ["Index Only Scan Backward using event_pkey on event", "  Index Cond: (tenant_id = $1)"],
                "event_pkey is gone through for the whole tenant"
            ),
            (
                ["Bitmap Heap Scan on event", "  ->  Bitmap Index Scan on event_pkey", "        Index Cond: (tenant_id = $1)"],
                "event_pkey is gone through for the whole tenant"
            ),
        ])
    func findings(_ plan: [String], finding: String) {
        #expect(PlanCheck().findings(plan) == [finding])
    }

    @Test("the worker finds what is due by an index, whatever else waits")
    func claims() async throws {
        try await World.run { world in
            let sample = try await Sample.make(in: world)
            try await world.crowd(sample)
            let database = try TestDatabase.current().connect(as: "symbolon_worker", connections: 1)
            let queue = WorkerQueue(database: database)
            _ = try await queue.claimEvents(limit: 50, lease: .seconds(30))
            for slow in [false, true] { _ = try await queue.claimEndpoints(slow: slow, limit: 50, lease: .seconds(30)) }
            let plans = try await database.transaction { session in
                try session.script("SET LOCAL plan_cache_mode = force_generic_plan")
                let names: [String] =
                    try session.value(
                        "SELECT array_agg(name ORDER BY prepare_time) FROM pg_prepared_statements WHERE statement LIKE 'UPDATE event_queue%'"
                    ) ?? []
                return try names.map { name in
                    let lines: [World.Line] = try session.all(SQL(text: "EXPLAIN (COSTS off) EXECUTE \(name) (NULL, NULL)", binds: []))
                    return lines.map(\.text)
                }
            }
            await database.shutdown()
            try #require(plans.count == 3)
            for (plan, index) in zip(plans, ["event_queue_event_due_idx", "event_queue_endpoint_due_idx", "event_queue_slow_due_idx"]) {
                #expect(PlanCheck().findings(plan).isEmpty, "\(plan.joined(separator: "\n"))")
                #expect(Self.uses(index, [plan]), "\(plan.joined(separator: "\n"))")
            }
        }
    }

    @Test("what refers to a row that is swept is found by an index, for each reference there is")
    func references() async throws {
        try await World.run { world in
            let sample = try await Sample.make(in: world)
            try await world.crowd(sample)
            let references: [Reference] = try await world.asSuperuser { session in
                try session.all(
                    """
                    SELECT conrelid::regclass::text AS child,
                        (SELECT attname::text FROM pg_attribute WHERE attrelid = conrelid AND attnum = conkey[2]) AS column_name
                    FROM pg_constraint
                    WHERE contype = 'f' AND cardinality(conkey) = 2 AND confrelid::regclass::text = ANY(\(SweptTable.allCases.map(\.rawValue)))
                    ORDER BY 1, 2
                    """)
            }
            #expect(references.count >= 12)
            for reference in references {
                // As PostgreSQL itself asks.
                let plan = try await world.asSuperuser { session in
                    try session.script(
                        """
                        SET LOCAL plan_cache_mode = force_generic_plan;
                        PREPARE asked (uuid, uuid) AS SELECT 1 FROM ONLY \(reference.child) x WHERE $1 = tenant_id AND $2 = \(reference.column) FOR KEY SHARE OF x
                        """)
                    let lines: [World.Line] = try session.all("EXPLAIN (COSTS off) EXECUTE asked (NULL, NULL)")
                    return lines.map(\.text)
                }
                #expect(PlanCheck().findings(plan).isEmpty, "\(reference.child).\(reference.column):\n\(plan.joined(separator: "\n"))")
            }
        }
    }

    @Test("which tenants have entries to seal is found without reading the queue whole")
    func auditWaiting() async throws {
        try await World.run { world in
            let sample = try await Sample.make(in: world)
            try await world.crowd(sample)
            let scans = try await world.database.transaction { session in
                _ = try AuditQueueStore(session: session).waiting()
                return try session.value(
                    "SELECT seq_scan FROM pg_stat_xact_user_tables WHERE relname = 'audit_queue'", as: Int.self)
            }
            #expect(scans == 0)
        }
    }

    private static func uses(_ index: String, _ plans: [[String]]) -> Bool {
        plans.contains { $0.contains { $0.contains(" using \(index) ") || $0.hasSuffix(" on \(index)") } }
    }

    private struct Reference: RowDecodable {
        let child, column: String

        init(row: Row) throws(PostgresError) {
            child = try row["child"]
            column = try row["column_name"]
        }
    }
}
