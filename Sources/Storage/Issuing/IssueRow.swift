import Postgres

/// What became of one job of a batch.
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
        """
        SELECT place, true AS is_issued, token_type, public_id, scopes, issued_at, access_expires_at, \(refresh) AS refresh_expires_at,
            \(email) AS email, \(hasQueued) AS has_queued
        FROM issue
        """
    }

    /// Those that have to wait for the next batch.
    static let waiting: SQL = """
        SELECT place, false, NULL::text, NULL::text, NULL::text[], NULL::timestamptz, NULL::timestamptz, NULL::timestamptz, NULL::text, false
        FROM named WHERE NOT is_first
        """
}
