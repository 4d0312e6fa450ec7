package import Foundation
package import Model
package import Postgres

/// The exchange of a refresh token for the next pair (RFC 6749 §6).
package struct RefreshJob: IssueJob {
    package let order: IssueOrder
    package let refresh: IssueOrder.Refresh
    package let key: UUID
    package let hashes: [TokenHash]
    /// Whether the token ends with the platform secret that obtained it.
    package let secretMustLive: Bool

    package init(order: IssueOrder, key: UUID, refresh: IssueOrder.Refresh, hashes: [TokenHash], secretMustLive: Bool) {
        self.order = order
        self.refresh = refresh
        self.key = key
        self.hashes = hashes
        self.secretMustLive = secretMustLive
    }

    // The second statement begins when the grant is locked: it sees every sibling, and every end, that somebody committed before.
    package var statements: [SQL] { [lock, exchange] }

    private var lock: SQL {
        """
        SELECT FROM account_grant
        WHERE tenant_id = \(order.tenantID) AND platform_id IS NOT DISTINCT FROM \(order.namedPlatform) AND id = (
            SELECT token_family.grant_id FROM refresh_token
            JOIN token_family ON token_family.tenant_id = refresh_token.tenant_id AND token_family.id = refresh_token.family_id
            WHERE refresh_token.tenant_id = \(order.tenantID) AND refresh_token.token_hash = ANY(\(hashes))
        )
        FOR NO KEY UPDATE
        """
    }

    private var exchange: SQL {
        """
        WITH \(order.clock), \(order.client),
        ready AS MATERIALIZED (
            SELECT \(IssueOrder.basis), \(IssueOrder.granted), refresh_token.id AS used_id, refresh_token.parent_id,
                refresh_token.scopes AS kept_scopes, \(scopes) AS scopes, token_family.id AS family_id, token_family.code_id,
                token_family.obtained_by, token_family.expires_at AS family_expires_at,
                \(IssueOrder.length(order.accessLifetime)) AS access_lifetime, \(IssueOrder.length(refresh.lifetime)) AS refresh_lifetime
            FROM clock, client
            JOIN refresh_token ON refresh_token.tenant_id = client.tenant_id
            JOIN token_family ON token_family.tenant_id = refresh_token.tenant_id AND token_family.id = refresh_token.family_id
                AND token_family.generation = client.generation
            JOIN account_grant ON account_grant.tenant_id = token_family.tenant_id AND account_grant.id = token_family.grant_id
                AND account_grant.platform_id IS NOT DISTINCT FROM client.platform_id
            JOIN account ON account.tenant_id = account_grant.tenant_id AND account.id = account_grant.account_id
            WHERE refresh_token.tenant_id = \(order.tenantID) AND refresh_token.token_hash = ANY(\(hashes))
                AND refresh_token.used_at IS NULL AND refresh_token.retired_at IS NULL AND refresh_token.expires_at > clock.now
                AND token_family.revoked_at IS NULL AND (token_family.expires_at IS NULL OR token_family.expires_at > clock.now)
                AND account_grant.revoked_at IS NULL AND \(AuthorizationCodeStore.typeMatches(order.tokenType))
                AND account.disabled_at IS NULL AND \(Grant.userIsLive) AND NOT \(RefreshTokenStore.parentIsRevoked)
                AND \(IssueOrder.length(refresh.lifetime)) IS NOT NULL
                AND \(scopes) <@ refresh_token.scopes AND \(scopes) <@ account_grant.scopes AND \(scopes) <@ client.platform_scopes
                \(secretIsLive)
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
        \(order.insertAccessToken(approved: true)),
        \(order.insertRefreshToken(refresh, parent: "used_id", scopes: "kept_scopes")),
        \(order.insertAuditEntry("access_token.refreshed", detail: "jsonb_build_object('account_id', public_id)"))
        SELECT \(IssuedTokens.columns), refresh_expires_at, NULL::text AS email, false AS has_queued FROM issue
        """
    }

    private var secretIsLive: SQL { secretMustLive ? "AND NOT \(RefreshTokenStore.secretIsDisabled)" : "" }

    /// Those asked for, or all it was issued with. Where the grant or the platform has not all of them any more, this is no plain case.
    private var scopes: SQL { order.scopes.isEmpty ? "refresh_token.scopes" : "\(order.scopes)" }
}
