import Foundation
import Model
package import Postgres

/// Takes away what is over, a slice of a table in each statement. It waits for nobody's row, and nobody waits long for its own.
package struct SweepStore {
    /// How many rows a statement looks at: a literal in its text, by which it is planned.
    package static let slice = 500

    let session: Session
    let tenantID: Tenant.ID

    /// Takes the tenant's round on until the transaction ends, if it is due and nobody else has it.
    package func begin() throws(PostgresError) -> SweepTurn {
        // Nothing of it needs to outlast a crash, and whoever holds what is wanted is left alone.
        try session.execute("SELECT set_config('synchronous_commit', 'off', true), set_config('lock_timeout', '50ms', true)")
        let rest: Duration? = try session.value(
            "SELECT greatest(due_at - clock_timestamp(), interval '0') FROM janitor_round WHERE tenant_id = \(tenantID)")
        if let rest, rest > .zero { return .rests(rest) }
        if rest == nil {
            try session.execute("INSERT INTO janitor_round (tenant_id) VALUES (\(tenantID)) ON CONFLICT DO NOTHING")
        }
        let round: SweepRound? = try session.first(
            """
            SELECT swept, place_at, place_id, tenant_now() AS now FROM janitor_round
            WHERE tenant_id = \(tenantID) AND due_at <= clock_timestamp()
            FOR UPDATE SKIP LOCKED
            """)
        return round.map(SweepTurn.ours) ?? .taken
    }

    /// Notes where whoever is next goes on.
    package func save(_ table: SweptTable, _ place: SweepPlace?) throws(PostgresError) {
        try session.execute(
            """
            UPDATE janitor_round SET swept = \(table.rawValue), place_at = \(place?.time), place_id = \(place?.id)
            WHERE tenant_id = \(tenantID)
            """, rows: 1)
    }

    /// Ends the round; the next one is due after this time.
    package func finish(nextIn pause: Duration) throws(PostgresError) {
        try session.execute(
            """
            UPDATE janitor_round
            SET swept = NULL, place_at = NULL, place_id = NULL, due_at = clock_timestamp() + \(pause), finished_at = clock_timestamp()
            WHERE tenant_id = \(tenantID)
            """, rows: 1)
    }

    /// Deletes what is over of the next slice of a table.
    package func sweep(_ table: SweptTable, after place: SweepPlace?, _ times: SweepTimes) throws(PostgresError) -> Sweep {
        switch table.order {
        case .due(let column):
            try session.one(
                """
                WITH gone AS (
                    DELETE FROM \(table.table) WHERE tenant_id = \(tenantID) AND ctid = ANY(ARRAY(
                        SELECT row.ctid FROM \(table.table) AS row WHERE row.tenant_id = \(tenantID) AND \(table.isOver(times))
                        ORDER BY row.\(column) LIMIT 500 FOR UPDATE SKIP LOCKED
                    ))
                    RETURNING 1
                )
                SELECT count(*) AS seen, count(*) AS over_count, NULL::timestamptz AS place_at, NULL::uuid AS place_id FROM gone
                """)
        case .time, .id:
            try session.one(
                """
                \(over(table, after: place, times, lock: table.isLocked ? "FOR UPDATE OF row SKIP LOCKED" : "")), \(deletion(of: table))
                \(Self.summary(of: "gone"))
                """)
        }
    }

    /// Counts what `sweep` would take away, and changes nothing.
    package func count(_ table: SweptTable, after place: SweepPlace?, _ times: SweepTimes) throws(PostgresError) -> Sweep {
        switch table.order {
        case .due:
            try session.one(
                """
                SELECT count(*) AS seen, count(*) AS over_count, NULL::timestamptz AS place_at, NULL::uuid AS place_id
                FROM \(table.table) AS row WHERE row.tenant_id = \(tenantID) AND \(table.isOver(times))
                """)
        case .time, .id: try session.one("\(over(table, after: place, times, lock: "")) \(Self.summary(of: "over"))")
        }
    }

    /// The slice, and what of it is over. Arrays, because a join would be planned by a guess at how many there are.
    private func over(_ table: SweptTable, after place: SweepPlace?, _ times: SweepTimes, lock: SQL) -> SQL {
        """
        WITH slice AS MATERIALIZED (\(slice(of: table, after: place, times))), over AS MATERIALIZED (
            SELECT row.id FROM \(table.table) AS row
            \(table.joins)
            WHERE row.tenant_id = \(tenantID) AND row.id = ANY(ARRAY(SELECT id FROM slice)) AND \(table.isOver(times))
            \(lock)
        )
        """
    }

    private func slice(of table: SweptTable, after place: SweepPlace?, _ times: SweepTimes) -> SQL {
        guard case .time(let column) = table.order else {
            let rest: SQL = place.map { "AND id > \($0.id)" } ?? ""
            return """
                SELECT id, NULL::timestamptz AS at FROM \(table.table) WHERE tenant_id = \(tenantID) \(rest) ORDER BY id LIMIT 500
                """
        }
        let rest: SQL = place.map { "AND (\(column), id) > (\($0.time), \($0.id))" } ?? ""
        return """
            SELECT id, \(column) AS at FROM \(table.table) WHERE tenant_id = \(tenantID) AND \(column) < \(times.cutoff) \(rest)
            ORDER BY \(column), id LIMIT 500
            """
    }

    private func deletion(of table: SweptTable) -> SQL {
        guard table == .refreshToken else {
            return """
                gone AS (
                    DELETE FROM \(table.table) WHERE tenant_id = \(tenantID) AND id = ANY(ARRAY(SELECT id FROM over)) RETURNING id
                )
                """
        }
        // What stays of what was given for one that goes is unhooked from it; where somebody holds such a row, the one before it stays too.
        return """
            heirs AS MATERIALIZED (
                SELECT child.id FROM refresh_token AS child
                WHERE child.tenant_id = \(tenantID) AND child.parent_id = ANY(ARRAY(SELECT id FROM over))
                    AND child.id <> ALL(ARRAY(SELECT id FROM over))
                FOR UPDATE SKIP LOCKED
            ), held AS MATERIALIZED (
                SELECT child.parent_id AS id FROM refresh_token AS child
                WHERE child.tenant_id = \(tenantID) AND child.parent_id = ANY(ARRAY(SELECT id FROM over))
                    AND child.id <> ALL(ARRAY(SELECT id FROM over UNION ALL SELECT id FROM heirs))
            ), unhooked AS (
                UPDATE refresh_token SET parent_id = NULL
                WHERE tenant_id = \(tenantID) AND parent_id = ANY(ARRAY(SELECT id FROM over EXCEPT SELECT id FROM held))
                    AND id = ANY(ARRAY(SELECT id FROM heirs UNION ALL (SELECT id FROM over INTERSECT SELECT id FROM held)))
            ), gone AS (
                DELETE FROM refresh_token
                WHERE tenant_id = \(tenantID) AND id = ANY(ARRAY(SELECT id FROM over EXCEPT SELECT id FROM held))
                RETURNING id
            )
            """
    }

    private static func summary(of part: SQL) -> SQL {
        """
        SELECT (SELECT count(*) FROM slice) AS seen, (SELECT count(*) FROM \(part)) AS over_count, last.at AS place_at, last.id AS place_id
        FROM (SELECT) AS always LEFT JOIN (SELECT at, id FROM slice ORDER BY at DESC, id DESC LIMIT 1) AS last ON true
        """
    }
}
