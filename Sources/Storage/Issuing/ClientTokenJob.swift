package import Foundation
package import Model
import OAuth
package import Postgres

/// A platform's own token, for the one account it is installed in (RFC 6749 §4.4).
package struct ClientTokenJob: IssueJob {
    package let order: IssueOrder
    /// For whom such tokens act.
    package let subject: TokenType
    /// The account's id on the wire. `nil`: the only one there is.
    package let accountID: String?
    package let key: UUID

    package init(order: IssueOrder, subject: TokenType, accountID: String?, key: UUID) {
        self.order = order
        self.subject = subject
        self.accountID = accountID
        self.key = key
    }

    // The grant is looked for, then locked and looked at again: what somebody changed who held the lock is seen in its row.
    package var statements: [SQL] {
        [
            """
            WITH \(order.clock), \(order.client),
            installed AS MATERIALIZED (
                SELECT account_grant.id FROM client
                JOIN account_grant ON account_grant.tenant_id = client.tenant_id AND account_grant.platform_id = client.platform_id
                JOIN account ON account.tenant_id = account_grant.tenant_id AND account.id = account_grant.account_id
                WHERE account_grant.tenant_id = \(order.tenantID) AND account_grant.revoked_at IS NULL
                    AND account_grant.connected_at IS NOT NULL AND account.disabled_at IS NULL
                    AND account_grant.generation = client.generation AND NOT client.is_public
                    AND (account_grant.user_id IS NULL) = (\(subject) = 'company')
                    AND (\(accountID) IS NULL OR account.public_id = \(accountID))
                    AND \(Grant.userIsLive)
                LIMIT 2
            ),
            issue AS MATERIALIZED (
                SELECT \(IssueOrder.basis), \(IssueOrder.granted), \(scopes) AS scopes,
                    date_trunc('milliseconds', clock.now) + \(IssueOrder.length(order.accessLifetime)) AS access_expires_at
                FROM clock, client
                JOIN account_grant ON account_grant.tenant_id = client.tenant_id
                    AND account_grant.id = (SELECT (array_agg(id))[1] FROM installed HAVING count(*) = 1)
                JOIN account ON account.tenant_id = account_grant.tenant_id AND account.id = account_grant.account_id
                WHERE account_grant.tenant_id = \(order.tenantID) AND account_grant.revoked_at IS NULL
                    AND account_grant.connected_at IS NOT NULL AND account.disabled_at IS NULL
                    AND \(scopes) <@ account_grant.scopes AND \(scopes) <@ client.platform_scopes
                FOR NO KEY UPDATE OF account_grant
            ),
            \(order.insertAccessToken(approved: false)),
            \(order.insertAuditEntry("access_token.issued", detail: detail))
            SELECT \(IssuedTokens.columns), NULL::timestamptz AS refresh_expires_at, NULL::text AS email, false AS has_queued FROM issue
            """
        ]
    }

    private var scopes: SQL { order.scopes.isEmpty ? "account_grant.scopes" : "\(order.scopes)" }
    private var detail: SQL { "jsonb_build_object('account_id', public_id, 'grant_type', \(order.grantType.rawValue))" }
}
