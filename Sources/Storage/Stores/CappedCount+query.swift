package import Model
package import Postgres

extension CappedCount: RowDecodable {
    /// Counts those of the rows that count. Ends when it has counted enough, or has seen too many that do not.
    static func query(_ rows: SQL, counts: SQL) -> SQL {
        """
        SELECT least(number, \(bound)) AS number,
            CASE WHEN number > \(bound) THEN true
                ELSE (SELECT count(*) > \(reach) FROM (\(rows) LIMIT \(reach + 1)) AS seen) END AS is_at_least
        FROM (
            SELECT count(*) AS number FROM (
                SELECT FROM (\(rows) LIMIT \(reach + 1)) AS seen WHERE \(counts) LIMIT \(bound + 1)
            ) AS counted
        ) AS counting
        """
    }

    package init(row: Row) throws(PostgresError) { try self.init(row["number"], isAtLeast: row["is_at_least"]) }
}
