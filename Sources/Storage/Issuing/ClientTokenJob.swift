package import Foundation
package import Model
import OAuth
package import Postgres

/// A platform's own token, for the one account it is installed in (RFC 6749 §4.4).
package struct ClientTokenJob: IssueJob {
    package struct Terms: Hashable, Sendable {
        package let common: IssueTerms
        /// For whom such tokens act.
        package let subject: TokenType
        /// Whether the account is named.
        package let namesAccount: Bool

        /// Whether the installation is the only one there can be: only then memory, which does not hear of new ones, may say which it is.
        var isCertain: Bool { namesAccount && subject == .company }
    }

    /// The account that is asked for.
    package struct Account: Sendable {
        /// Its id on the wire.
        let id: String
        /// By what memory finds what this client, with these secrets, may have in it.
        let installation: TokenHash

        package init(id: String, installation: TokenHash) {
            self.id = id
            self.installation = installation
        }
    }

    package let terms: Terms
    package let order: IssueOrder
    package let key: UUID
    private let account: Account?

    package var common: IssueTerms { terms.common }

    /// `account`: `nil` for the only one there is.
    package init(_ terms: IssueTerms, _ order: IssueOrder, key: UUID, subject: TokenType, account: Account?) {
        self.terms = Terms(common: terms, subject: subject, namesAccount: account != nil)
        self.order = order
        self.key = key
        self.account = account
    }

    // The grants are looked for, then locked and looked at again: what somebody changed who held the lock is seen in its row. Nothing of the
    // grant is written, so that those who ask for one account do not wait for each other.
    package static func statements(for jobs: [ClientTokenJob], _ terms: Terms) -> [SQL] {
        let batch = IssueBatch(terms: terms.common, orders: jobs.map(\.order), texts: jobs.map { ($0.account?.id ?? "", "") })
        let tenant = terms.common.tenantID
        return [
            """
            WITH \(batch.clock), \(batch.asked), \(batch.client),
            installed AS MATERIALIZED (
                SELECT client.*, (found.ids)[1] AS installed_id FROM client
                CROSS JOIN LATERAL (
                    SELECT array_agg(one.id) AS ids FROM (
                        SELECT account_grant.id FROM account
                        JOIN account_grant ON account_grant.tenant_id = account.tenant_id AND account_grant.account_id = account.id
                        WHERE account.tenant_id = \(tenant) AND account_grant.platform_id = client.platform_id
                            AND account_grant.revoked_at IS NULL AND account_grant.connected_at IS NOT NULL AND account.disabled_at IS NULL
                            AND account_grant.generation = client.generation AND NOT client.is_public
                            AND (account_grant.user_id IS NULL) = (\(terms.subject) = 'company') \(isNamed(terms))
                            AND \(Grant.userIsLive)
                        LIMIT 2
                    ) AS one
                ) AS found
                WHERE cardinality(found.ids) = 1
            ),
            issue AS MATERIALIZED (
                SELECT \(IssueBatch.basis("installed")), \(IssueBatch.granted), coalesce(installed.asked_scopes, account_grant.scopes) AS scopes,
                    date_trunc('milliseconds', installed.now) + \(IssueBatch.length(terms.common.accessLifetime)) AS access_expires_at,
                    account_grant.account_id, account_grant.scopes AS grant_scopes, installed.platform_scopes
                FROM installed
                JOIN account_grant ON account_grant.tenant_id = installed.tenant_id AND account_grant.id = installed.installed_id
                JOIN account ON account.tenant_id = account_grant.tenant_id AND account.id = account_grant.account_id
                WHERE account_grant.tenant_id = \(tenant) AND account_grant.revoked_at IS NULL
                    AND account_grant.connected_at IS NOT NULL AND account.disabled_at IS NULL
                    AND coalesce(installed.asked_scopes, account_grant.scopes) <@ account_grant.scopes
                    AND coalesce(installed.asked_scopes, account_grant.scopes) <@ installed.platform_scopes
                ORDER BY account_grant.id
                FOR SHARE OF account_grant
            ),
            \(IssueBatch.insertAccessTokens(approved: false)),
            \(insertAuditEntries(terms.common))
            \(terms.isCertain ? InstalledClientRow.issued(tenant) : IssueRow.issued())
            """
        ]
    }

    private static func isNamed(_ terms: Terms) -> SQL { terms.namesAccount ? "AND account.public_id = client.first_text" : "" }

    static func insertAuditEntries(_ terms: IssueTerms) -> SQL {
        IssueBatch.insertAuditEntries(
            "access_token.issued",
            detail: "jsonb_build_object('account_id', public_id, 'grant_type', \(terms.grantType.rawValue))")
    }

    package func recalled(by live: LiveReads) -> (any IssueJob)? {
        guard terms.isCertain, let account else { return nil }
        return live.memory.recall(account.installation, in: common.tenantID, as: InstalledClientEntry.self) { entry, memory in
            guard let tenant = memory.tenant, tenant.dialect == common.dialect, common.site.map({ memory.names.contains($0.key) }) ?? true
            else { return nil }
            return InstalledTokenJob(common, order, key: key, entry, in: memory)
        }
    }

    package func forget(in live: LiveReads) {
        if let account { live.memory.forget(account.installation, in: common.tenantID) }
    }

    /// Remembers, of each that was issued, what the client may have.
    package static func outcomes(
        _ rows: Rows, of jobs: [ClientTokenJob], _ terms: Terms, live: LiveReads
    ) throws(PostgresError) -> [IssueOutcome] {
        guard terms.isCertain else { return try IssueRow.outcomes(rows, count: jobs.count) }
        let found = try rows.all(as: InstalledClientRow.self)
        var clients: [TokenHash: InstalledClient] = [:]
        for row in found where jobs.indices.contains(row.place - 1) {
            if let account = jobs[row.place - 1].account { clients[account.installation] = row.client }
        }
        // One statement, and so one revision.
        if let revision = found.first?.revision { live.remember(clients, in: terms.common.tenantID, read: revision) }
        return try IssueRow.outcomes(rows, count: jobs.count)
    }
}

/// What a client may have, as of a revision, beside what was issued to it.
private struct InstalledClientRow: RowDecodable {
    let place: Int
    let revision: Revision
    let client: InstalledClient

    init(row: Row) throws(PostgresError) {
        place = try row["place"]
        revision = try Revision(number: row["revision_number"], stamp: row["revision_stamp"])
        client = try InstalledClient(row: row)
    }

    static func issued(_ tenant: Tenant.ID) -> SQL {
        """
        SELECT \(IssueRow.columns()), issue.platform_id, issue.secret_id, issue.generation, issue.grant_id, issue.account_id,
            issue.grant_scopes, issue.platform_scopes,
            least(secret.expires_at, secret.last_used_at + interval '1 minute') AS good_until,
            revision.number AS revision_number, revision.stamp AS revision_stamp
        FROM issue
        JOIN platform_secret AS secret ON secret.tenant_id = issue.tenant_id AND secret.id = issue.secret_id
        JOIN registry.tenant_revision AS revision ON revision.tenant_id = issue.tenant_id
        WHERE secret.tenant_id = \(tenant) AND revision.tenant_id = \(tenant)
        """
    }
}
