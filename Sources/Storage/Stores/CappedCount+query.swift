package import Model
package import Postgres

extension CappedCount: RowDecodable {
    /// Counts up to so many rows.
    static func query(_ rows: SQL) -> SQL {
        """
        SELECT count(*) FILTER (WHERE is_live) AS number, count(*) > \(bound) AS is_at_least
        FROM (\(rows) LIMIT \(bound + 1)) AS seen
        """
    }

    /// Counts those tokens that are live. Ends when it has counted enough, or has seen too many that are not.
    static func query(tokens: SQL) -> SQL {
        """
        SELECT least(number, \(tokenBound)) AS number,
            CASE WHEN number > \(tokenBound) THEN true
                ELSE (SELECT count(*) > \(tokenReach) FROM (\(tokens) LIMIT \(tokenReach + 1)) AS seen) END AS is_at_least
        FROM (
            SELECT count(*) AS number FROM (
                SELECT FROM (\(tokens) LIMIT \(tokenReach + 1)) AS seen WHERE is_live LIMIT \(tokenBound + 1)
            ) AS counted
        ) AS counting
        """
    }

    /// The rows of a table that belong to one row at a time of what stands before it: what is counted up to a limit only would be planned as if
    /// any scan came upon enough of them soon. No more than is counted up to, so that nothing is gathered before it is counted.
    static func each(_ condition: SQL, of table: SQL, as name: SQL) -> SQL {
        """
        CROSS JOIN LATERAL (
            SELECT * FROM \(table) WHERE \(table).tenant_id = account_grant.tenant_id AND \(condition) LIMIT \(tokenReach + 1)
        ) AS \(name)
        """
    }

    package init(row: Row) throws(PostgresError) { try self.init(min(row["number"], Self.bound), isAtLeast: row["is_at_least"]) }
}
