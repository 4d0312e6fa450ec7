import Postgres

/// What became of one job of a batch.
package enum IssueOutcome: Sendable {
    case issued(IssuedTokens)
    /// Another of the batch had to go first.
    case mustWait
    /// Nothing was changed for it.
    case notPlain
}

/// The same as a row of its own.
struct IssueRow: RowDecodable {
    /// From 1 on.
    let place: Int
    /// `nil`: another of the batch had to go first.
    let issued: IssuedTokens?

    init(row: Row) throws(PostgresError) {
        place = try row["place"]
        issued = try row["is_issued"] ? IssuedTokens(row: row) : nil
    }

    /// `refresh`, `email`, `hasQueued`: what the grant type has in those columns.
    static func issued(refresh: SQL = "NULL::timestamptz", email: SQL = "NULL::text", hasQueued: SQL = "false") -> SQL {
        "SELECT \(columns(refresh: refresh, email: email, hasQueued: hasQueued)) FROM issue"
    }

    static func columns(refresh: SQL = "NULL::timestamptz", email: SQL = "NULL::text", hasQueued: SQL = "false") -> SQL {
        """
        place, true AS is_issued, token_type, public_id, issue.scopes, issued_at, access_expires_at, \(refresh) AS refresh_expires_at,
        \(email) AS email, \(hasQueued) AS has_queued
        """
    }

    /// What became of each job.
    static func outcomes(_ rows: Rows, count: Int) throws(PostgresError) -> [IssueOutcome] {
        var outcomes = [IssueOutcome](repeating: .notPlain, count: count)
        for row in try rows.all(as: IssueRow.self) where outcomes.indices.contains(row.place - 1) {
            outcomes[row.place - 1] = row.issued.map { .issued($0) } ?? .mustWait
        }
        return outcomes
    }

    /// Those that have to wait for the next batch.
    static let waiting: SQL = """
        SELECT place, false, NULL::text, NULL::text, NULL::text[], NULL::timestamptz, NULL::timestamptz, NULL::timestamptz, NULL::text, false
        FROM named WHERE NOT is_first
        """
}
