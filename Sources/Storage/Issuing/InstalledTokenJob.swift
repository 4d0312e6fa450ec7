import Foundation
import Model
import OAuth
import Postgres

/// A platform's own token where memory says what the client may have. The database only confirms that nothing of the tenant has changed since
/// memory's own revision, in the statement that writes: what memory holds is then what that statement would have read.
struct InstalledTokenJob: IssueJob {
    struct Terms: Hashable, Sendable {
        let common: IssueTerms
        let revision: Revision
        let clockOffset: Duration
    }

    let terms: Terms
    let order: IssueOrder
    let key: UUID
    private let client: InstalledClient
    private let scopes: [String]
    private let goodUntil: Date

    var common: IssueTerms { terms.common }

    /// `nil`: the entry says that it is not to be had, or not like this.
    init?(_ common: IssueTerms, _ order: IssueOrder, key: UUID, _ entry: InstalledClientEntry, in memory: TenantMemory) {
        guard let scopes = entry.client.scopes(asked: order.scopes) else { return nil }
        terms = Terms(common: common, revision: memory.revision, clockOffset: memory.clockOffset)
        self.order = order
        self.key = key
        client = entry.client
        self.scopes = scopes
        goodUntil = entry.goodUntil
    }

    static func statements(for jobs: [InstalledTokenJob], _ terms: Terms) -> [SQL] {
        let tenant = terms.common.tenantID
        return [
            """
            WITH clock AS MATERIALIZED (
                SELECT clock_timestamp() + \(terms.clockOffset) AS now FROM registry.tenant_revision
                WHERE tenant_id = \(tenant) AND number = \(terms.revision.number) AND stamp = \(terms.revision.stamp)
            ),
            issue AS MATERIALIZED (
                SELECT \(tenant) AS tenant_id, asked.place, asked.access_hash, asked.platform_id, asked.secret_id, asked.generation,
                    asked.grant_id, asked.public_id, 'company' AS token_type, string_to_array(asked.scopes, chr(31)) AS scopes,
                    nullif(asked.source_address, '') AS source_address, nullif(asked.request_id, '') AS request_id,
                    clock.now, date_trunc('milliseconds', clock.now) AS issued_at,
                    date_trunc('milliseconds', clock.now) + \(terms.common.accessLifetime.company) AS access_expires_at
                FROM clock CROSS JOIN unnest(
                    \(Array(1...jobs.count)), \(jobs.map(\.order.accessToken)), \(jobs.map(\.client.platformID)),
                    \(jobs.map(\.client.secretID)), \(jobs.map(\.client.generation)), \(jobs.map(\.client.grantID)),
                    \(jobs.map(\.client.publicID)), \(jobs.map { $0.scopes.joined(separator: "\u{1F}") }), \(jobs.map(\.goodUntil)),
                    \(jobs.map { $0.order.sourceAddress ?? "" }), \(jobs.map { $0.order.requestID ?? "" })
                ) AS asked (
                    place, access_hash, platform_id, secret_id, generation, grant_id, public_id, scopes, good_until, source_address,
                    request_id
                )
                WHERE asked.good_until > clock.now
            ),
            \(IssueBatch.insertAccessTokens(approved: false)),
            \(ClientTokenJob.insertAuditEntries(terms.common))
            SELECT place, issued_at, access_expires_at FROM issue
            """
        ]
    }

    static func outcomes(
        _ rows: Rows, of jobs: [InstalledTokenJob], _ terms: Terms, live: LiveReads
    ) throws(PostgresError) -> [IssueOutcome] {
        var outcomes = [IssueOutcome](repeating: .notPlain, count: jobs.count)
        for row in try rows.all(as: InstalledTokenRow.self) where jobs.indices.contains(row.place - 1) {
            let job = jobs[row.place - 1]
            outcomes[row.place - 1] = .issued(
                IssuedTokens(
                    tokenType: .company, accountID: job.client.publicID, scopes: job.scopes, issuedAt: row.issuedAt,
                    expiresAt: row.expiresAt, refreshExpiresAt: nil, approverEmail: nil, hasQueued: false))
        }
        return outcomes
    }
}

private struct InstalledTokenRow: RowDecodable {
    let place: Int
    let issuedAt: Date
    let expiresAt: Date?

    init(row: Row) throws(PostgresError) {
        place = try row["place"]
        issuedAt = try row["issued_at"]
        expiresAt = try row["access_expires_at"]
    }
}
