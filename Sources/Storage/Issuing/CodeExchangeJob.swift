package import Foundation
package import Model
package import Postgres

/// The exchange of an authorization code (RFC 6749 §4.1.3).
package struct CodeExchangeJob: IssueJob {
    /// Which tokens of the grant end with it.
    package enum Replaced: Sendable {
        case none
        case all
        /// Those of the account's grant that others obtained.
        case ofOtherApprovers
    }

    package let order: IssueOrder
    package let key: UUID
    package let hashes: [TokenHash]
    package let redirectURI: String?
    /// What the verifier hashes to.
    package let challenge: String?
    /// The roles that may allow a platform for the whole account. Empty: anybody of it may.
    package let accountApprovers: [String]
    package let replaced: Replaced

    package init(
        order: IssueOrder, key: UUID, hashes: [TokenHash], redirectURI: String?, challenge: String?, accountApprovers: [String],
        replaced: Replaced
    ) {
        self.order = order
        self.key = key
        self.hashes = hashes
        self.redirectURI = redirectURI
        self.challenge = challenge
        self.accountApprovers = accountApprovers
        self.replaced = replaced
    }

    package var statements: [SQL] {
        switch replaced {
        case .none: [exchange]
        // The tokens to end are those there are once the grant is locked: a statement does not see what was committed after it began.
        case .all, .ofOtherApprovers: [lockApprover, lockGrant, exchange]
        }
    }

    private var lockApprover: SQL {
        """
        SELECT FROM authorization_code
        JOIN account_grant ON account_grant.tenant_id = authorization_code.tenant_id AND account_grant.id = authorization_code.grant_id
        JOIN app_user ON app_user.tenant_id = authorization_code.tenant_id AND app_user.id = authorization_code.user_id
        JOIN membership ON membership.tenant_id = authorization_code.tenant_id AND membership.account_id = account_grant.account_id
            AND membership.user_id = authorization_code.user_id
        WHERE \(isNamed)
        FOR SHARE OF app_user, membership
        """
    }

    private var lockGrant: SQL {
        """
        SELECT FROM account_grant
        WHERE tenant_id = \(order.tenantID) AND id = (SELECT grant_id FROM authorization_code WHERE \(isNamed))
        FOR NO KEY UPDATE
        """
    }

    private var isNamed: SQL {
        """
        authorization_code.tenant_id = \(order.tenantID) AND authorization_code.code_hash = ANY(\(hashes))
            AND authorization_code.platform_id IS NOT DISTINCT FROM \(order.namedPlatform)
        """
    }

    /// Whoever allowed it is kept where they are before the grant is locked, as whoever takes people out of accounts does.
    private static let locks: SQL = "FOR SHARE OF app_user, membership FOR NO KEY UPDATE OF account_grant"

    private var exchange: SQL {
        """
        WITH \(order.clock), \(order.client),
        ready AS MATERIALIZED (
            SELECT \(IssueOrder.basis), \(IssueOrder.granted), authorization_code.id AS code_id, authorization_code.user_id AS obtained_by,
                authorization_code.created_at AS approved_at, authorization_code.scopes, account_grant.connected_at, app_user.email,
                membership.roles, \(IssueOrder.length(order.accessLifetime)) AS access_lifetime, \(refreshLifetime) AS refresh_lifetime
            FROM clock, client
            JOIN authorization_code ON authorization_code.tenant_id = client.tenant_id
                AND authorization_code.platform_id = client.platform_id AND authorization_code.generation = client.generation
            JOIN account_grant ON account_grant.tenant_id = authorization_code.tenant_id AND account_grant.id = authorization_code.grant_id
            JOIN account ON account.tenant_id = account_grant.tenant_id AND account.id = account_grant.account_id
            JOIN app_user ON app_user.tenant_id = authorization_code.tenant_id AND app_user.id = authorization_code.user_id
            JOIN membership ON membership.tenant_id = account_grant.tenant_id AND membership.account_id = \(Self.grantedAccount)
                AND membership.user_id = authorization_code.user_id
            WHERE authorization_code.tenant_id = \(order.tenantID) AND authorization_code.code_hash = ANY(\(hashes))
                AND authorization_code.used_at IS NULL AND authorization_code.expires_at > clock.now
                AND \(AuthorizationCodeStore.redirectMatches(redirectURI))
                AND authorization_code.code_challenge IS NOT DISTINCT FROM \(challenge)
                AND authorization_code.scopes <@ client.platform_scopes
                AND account_grant.revoked_at IS NULL AND \(AuthorizationCodeStore.typeMatches(order.tokenType))
                AND (account_grant.user_id IS NULL OR account_grant.user_id = authorization_code.user_id)
                AND account.disabled_at IS NULL AND app_user.disabled_at IS NULL \(mayApprove)
            \(Self.locks)
        ),
        issue AS (
            UPDATE authorization_code SET used_at = ready.now
            FROM ready
            WHERE authorization_code.tenant_id = ready.tenant_id AND authorization_code.id = ready.code_id
                AND authorization_code.used_at IS NULL AND authorization_code.expires_at > ready.now
            RETURNING ready.*, CASE WHEN ready.refresh_lifetime IS NOT NULL THEN gen_random_uuid() END AS family_id,
                \(familyEnd) AS family_expires_at,
                least(ready.issued_at + ready.refresh_lifetime, \(familyEnd)) AS refresh_expires_at,
                least(ready.issued_at + ready.access_lifetime, \(familyEnd)) AS access_expires_at
        ),
        \(ended) \(order.insertAccessToken(approved: true)), \(refresh) \(Self.connect),
        told AS (
            INSERT INTO event (tenant_id, type, platform_id, payload, occurred_at)
            SELECT tenant_id, \(EventType.accountConnected), platform_id, \(Self.payload), now FROM issue WHERE connected_at IS NULL
            RETURNING tenant_id, id
        ),
        queued AS (INSERT INTO event_queue (tenant_id, event_id) SELECT tenant_id, id FROM told),
        \(order.insertAuditEntry("access_token.issued", detail: detail))
        SELECT \(IssuedTokens.columns), refresh_expires_at, email, connected_at IS NULL AS has_queued FROM issue
        """
    }

    /// Not the plain column, by which the planner might come from the person to every grant of their accounts.
    private static let grantedAccount: SQL = "coalesce(account_grant.account_id, account_grant.account_id)"

    /// `NULL`: no refresh token, and no family.
    private var refreshLifetime: SQL {
        guard let refresh = order.refresh else { return "NULL::interval" }
        return "CASE WHEN 'refresh_token' = ANY(client.grant_types) THEN \(IssueOrder.length(refresh.lifetime)) END"
    }

    private var familyEnd: SQL {
        "CASE WHEN ready.refresh_lifetime IS NOT NULL THEN ready.issued_at + \(order.refresh?.familyLifetime) END"
    }

    private var mayApprove: SQL {
        accountApprovers.isEmpty ? "" : "AND (account_grant.user_id IS NOT NULL OR membership.roles && \(accountApprovers))"
    }

    private var ended: SQL {
        let condition: SQL
        switch replaced {
        case .none: return ""
        case .all: condition = ""
        case .ofOtherApprovers:
            condition = "AND issue.token_type = 'company' AND access_token.obtained_by IS DISTINCT FROM issue.obtained_by"
        }
        return """
            ended AS (
                UPDATE access_token SET revoked_at = issue.now
                FROM issue
                WHERE access_token.tenant_id = issue.tenant_id AND access_token.grant_id = issue.grant_id
                    AND access_token.revoked_at IS NULL \(condition)
                RETURNING access_token.id
            ),
            """
    }

    private var refresh: SQL {
        guard let refresh = order.refresh else { return "" }
        return """
            family AS (
                INSERT INTO token_family (tenant_id, id, grant_id, code_id, obtained_by, generation, created_at, expires_at)
                SELECT tenant_id, family_id, grant_id, code_id, obtained_by, generation, now, family_expires_at FROM issue
                WHERE family_id IS NOT NULL
            ),
            \(order.insertRefreshToken(refresh, parent: "NULL::uuid", scopes: "scopes")),
            """
    }

    /// As `GrantStore.connect` does.
    private static let connect: SQL = """
        connected AS (
            UPDATE account_grant
            SET connected_at = coalesce(account_grant.connected_at, issue.now), approved_by = issue.obtained_by,
                approved_at = issue.approved_at, approver_missing_at = NULL, given_by_account = false, approver_roles = issue.roles,
                scopes = account_grant.scopes || ARRAY(
                    SELECT scope FROM unnest(issue.scopes) AS scope WHERE scope <> ALL (account_grant.scopes)
                )
            FROM issue
            WHERE account_grant.tenant_id = issue.tenant_id AND account_grant.id = issue.grant_id
        )
        """

    private static let payload: SQL = """
        jsonb_build_object(
            'caused_by', 'user', 'actor', email, 'approved_by', email, 'scopes', to_jsonb(scopes), 'client_id', client_id,
            'account_id', public_id
        ) || CASE token_type WHEN 'user' THEN jsonb_build_object('user', email) ELSE '{}' END
        """

    private var detail: SQL {
        let number: SQL =
            switch replaced {
            case .none: "0"
            case .all, .ofOtherApprovers: "(SELECT count(*) FROM ended)"
            }
        return "jsonb_build_object('account_id', public_id, 'replaced_tokens', \(number))"
    }
}
