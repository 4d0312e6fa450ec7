import TestSupport

@testable import Postgres
@testable import Storage

extension World {
    /// The generic plans, line by line, of all a call sends, as the server's login gets them behind the wall. `without`: an index that is
    /// taken away before. Nothing of it is kept.
    func plans(of hot: HotStatements, _ sample: Sample, without index: String? = nil) async throws -> [[String]] {
        let plans = PlanBox()
        do {
            try await asSuperuser { session in
                if let index { try Self.drop(index, session) }
                try session.execute("SELECT set_config('app.tenant', \(sample.tenantID.description), true)")
                try session.script("SET LOCAL ROLE symbolon_app; SET LOCAL plan_cache_mode = force_generic_plan")
                if hot.takesMany { try session.script("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off") }
                try hot.run(Stores(session: session, tenantID: sample.tenantID, queued: QueueMark()), sample)
                let prepared: [Prepared] = try session.all(
                    """
                    SELECT name, cardinality(parameter_types)::bigint AS parameters FROM pg_prepared_statements
                    WHERE statement !~ '(pg_prepared_statements|set_config|pg_constraint)' ORDER BY prepare_time
                    """)
                for statement in prepared {
                    let nulls = Array(repeating: "NULL", count: statement.parameters).joined(separator: ", ")
                    let arguments = nulls.isEmpty ? "" : "(\(nulls))"
                    let lines: [Line] = try session.all(SQL(text: "EXPLAIN (COSTS off) EXECUTE \(statement.name) \(arguments)", binds: []))
                    // A SET has no plan.
                    if lines.first?.text.hasPrefix("Utility") == false { plans.all.append(lines.map(\.text)) }
                }
                throw Undo()
            }
        } catch is Undo {}
        return plans.all
    }

    private static func drop(_ index: String, _ session: Session) throws {
        let table: String? = try session.value("SELECT conrelid::regclass::text FROM pg_constraint WHERE conname = \(index)")
        try session.script(table.map { "ALTER TABLE \($0) DROP CONSTRAINT \(index) CASCADE" } ?? "DROP INDEX \(index)")
    }

    private struct Undo: Error {}

    private final class PlanBox: @unchecked Sendable {
        // Only ever touched by the one body that fills it, and after that has ended.
        var all: [[String]] = []
    }

    private struct Prepared: RowDecodable {
        let name: String
        let parameters: Int

        init(row: Row) throws(PostgresError) {
            name = try row["name"]
            parameters = try row["parameters"]
        }
    }

    struct Line: RowDecodable {
        let text: String

        init(row: Row) throws(PostgresError) { text = try row["QUERY PLAN"] }
    }
}
