package import Foundation
package import Model
package import Postgres

/// The exchange of a refresh token for the next pair (RFC 6749 §6).
package struct RefreshJob: IssueJob {
    package struct Terms: Hashable, Sendable {
        package let common: IssueTerms
        /// Whether the token ends with the platform secret that obtained it.
        package let secretMustLive: Bool
    }

    package let terms: Terms
    package let order: IssueOrder
    package let key: UUID
    private let hashes: [TokenHash]

    package var common: IssueTerms { terms.common }

    package init(_ terms: IssueTerms, _ order: IssueOrder, key: UUID, hashes: [TokenHash], secretMustLive: Bool) {
        self.terms = Terms(common: terms, secretMustLive: secretMustLive)
        self.order = order
        self.key = key
        self.hashes = hashes
    }

    // The second statement begins when the grants are locked: it sees every sibling, and every end, that somebody committed before.
    package static func statements(for jobs: [RefreshJob], _ terms: Terms) -> [SQL] {
        let batch = IssueBatch(
            terms: terms.common, orders: jobs.map(\.order), texts: jobs.map { _ in ("", "") }, hashes: jobs.map(\.hashes))
        return [lock(batch), exchange(batch, terms)]
    }

    private static func lock(_ batch: IssueBatch) -> SQL {
        """
        SELECT FROM account_grant
        WHERE tenant_id = \(batch.terms.tenantID) AND platform_id IN \(batch.namedPlatforms) AND id IN (
            SELECT token_family.grant_id FROM refresh_token
            JOIN token_family ON token_family.tenant_id = refresh_token.tenant_id AND token_family.id = refresh_token.family_id
            WHERE refresh_token.tenant_id = \(batch.terms.tenantID) AND refresh_token.token_hash = ANY(\(batch.hashes.flatMap { $0 }))
        )
        ORDER BY id
        FOR NO KEY UPDATE
        """
    }

    private static func exchange(_ batch: IssueBatch, _ terms: Terms) -> SQL {
        let (tenant, lifetime) = (terms.common.tenantID, IssueBatch.length(terms.common.refresh?.lifetime))
        return """
            WITH \(batch.clock), \(batch.asked), \(batch.client),
            named AS MATERIALIZED (
                SELECT client.*, refresh_token.id AS named_id,
                    row_number() OVER (PARTITION BY refresh_token.family_id ORDER BY client.place) = 1 AS is_first
                FROM client
                JOIN refresh_token ON refresh_token.tenant_id = \(tenant) AND refresh_token.token_hash = client.presented_hash
            ),
            ready AS MATERIALIZED (
                SELECT \(IssueBatch.basis("named")), \(IssueBatch.granted), refresh_token.id AS used_id, refresh_token.parent_id,
                    refresh_token.scopes AS kept_scopes, \(scopes) AS scopes, token_family.id AS family_id, token_family.code_id,
                    token_family.obtained_by, token_family.expires_at AS family_expires_at,
                    \(IssueBatch.length(terms.common.accessLifetime)) AS access_lifetime, \(lifetime) AS refresh_lifetime
                FROM named
                JOIN refresh_token ON refresh_token.tenant_id = named.tenant_id AND refresh_token.id = named.named_id
                JOIN token_family ON token_family.tenant_id = refresh_token.tenant_id AND token_family.id = refresh_token.family_id
                    AND token_family.generation = named.generation
                JOIN account_grant ON account_grant.tenant_id = token_family.tenant_id AND account_grant.id = token_family.grant_id
                    AND account_grant.platform_id IS NOT DISTINCT FROM named.platform_id
                JOIN account ON account.tenant_id = account_grant.tenant_id AND account.id = account_grant.account_id
                WHERE refresh_token.tenant_id = \(tenant) AND named.is_first
                    AND refresh_token.used_at IS NULL AND refresh_token.retired_at IS NULL AND refresh_token.expires_at > named.now
                    AND token_family.revoked_at IS NULL AND (token_family.expires_at IS NULL OR token_family.expires_at > named.now)
                    AND account_grant.revoked_at IS NULL AND \(AuthorizationCodeStore.typeMatches(terms.common.tokenType))
                    AND account.disabled_at IS NULL AND \(Grant.userIsLive) AND NOT \(RefreshTokenStore.parentIsRevoked)
                    AND \(lifetime) IS NOT NULL
                    AND \(scopes) <@ refresh_token.scopes AND \(scopes) <@ account_grant.scopes AND \(scopes) <@ named.platform_scopes
                    \(secretIsLive(terms))
                ORDER BY account_grant.id
                FOR NO KEY UPDATE OF account_grant
            ),
            issue AS (
                UPDATE refresh_token SET used_at = ready.now
                FROM ready
                WHERE refresh_token.tenant_id = ready.tenant_id AND refresh_token.id = ready.used_id
                    AND refresh_token.used_at IS NULL AND refresh_token.retired_at IS NULL AND refresh_token.expires_at > ready.now
                RETURNING ready.*, least(ready.issued_at + ready.refresh_lifetime, ready.family_expires_at) AS refresh_expires_at,
                    least(ready.issued_at + ready.access_lifetime, ready.family_expires_at) AS access_expires_at
            ),
            retired AS (
                UPDATE refresh_token SET retired_at = issue.now
                FROM issue
                WHERE refresh_token.tenant_id = issue.tenant_id AND refresh_token.parent_id = issue.parent_id
                    AND refresh_token.id <> issue.used_id AND refresh_token.used_at IS NULL AND refresh_token.retired_at IS NULL
            ),
            \(IssueBatch.insertAccessTokens(approved: true)),
            \(IssueBatch.insertRefreshTokens(parent: "used_id", scopes: "kept_scopes")),
            \(IssueBatch.insertAuditEntries("access_token.refreshed", detail: "jsonb_build_object('account_id', public_id)"))
            \(IssueRow.issued(refresh: "refresh_expires_at"))
            UNION ALL \(IssueRow.waiting)
            """
    }

    private static func secretIsLive(_ terms: Terms) -> SQL { terms.secretMustLive ? "AND NOT \(RefreshTokenStore.secretIsDisabled)" : "" }

    /// Those asked for, or all it was issued with. Where the grant or the platform has not all of them any more, this is no plain case.
    private static let scopes: SQL = "coalesce(named.asked_scopes, refresh_token.scopes)"
}
