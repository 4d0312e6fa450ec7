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
    }

    package let terms: Terms
    package let order: IssueOrder
    package let key: UUID
    /// The account's id on the wire. `nil`: the only one there is.
    private let accountID: String?

    package var common: IssueTerms { terms.common }

    package init(_ terms: IssueTerms, _ order: IssueOrder, key: UUID, subject: TokenType, accountID: String?) {
        self.terms = Terms(common: terms, subject: subject, namesAccount: accountID != nil)
        self.order = order
        self.key = key
        self.accountID = accountID
    }

    // The grants are looked for, then locked and looked at again: what somebody changed who held the lock is seen in its row. Nothing of the
    // grant is written, so that those who ask for one account do not wait for each other.
    package static func statements(for jobs: [ClientTokenJob], _ terms: Terms) -> [SQL] {
        let batch = IssueBatch(terms: terms.common, orders: jobs.map(\.order), texts: jobs.map { ($0.accountID ?? "", "") })
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
                    date_trunc('milliseconds', installed.now) + \(IssueBatch.length(terms.common.accessLifetime)) AS access_expires_at
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
            \(IssueBatch.insertAuditEntries("access_token.issued", detail: detail(terms)))
            \(IssueRow.issued())
            """
        ]
    }

    private static func isNamed(_ terms: Terms) -> SQL { terms.namesAccount ? "AND account.public_id = client.first_text" : "" }

    private static func detail(_ terms: Terms) -> SQL {
        "jsonb_build_object('account_id', public_id, 'grant_type', \(terms.common.grantType.rawValue))"
    }
}
