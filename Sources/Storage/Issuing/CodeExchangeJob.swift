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

    package struct Terms: Hashable, Sendable {
        package let common: IssueTerms
        /// The roles that may allow a platform for the whole account. Empty: anybody of it may.
        package let accountApprovers: [String]
        package let replaced: Replaced
    }

    package let terms: Terms
    package let order: IssueOrder
    package let key: UUID
    private let hashes: [TokenHash]
    private let redirectURI: String?
    /// What the verifier hashes to.
    private let challenge: String?

    package var common: IssueTerms { terms.common }

    package init(
        _ terms: IssueTerms, _ order: IssueOrder, key: UUID, hashes: [TokenHash], redirectURI: String?, challenge: String?,
        accountApprovers: [String], replaced: Replaced
    ) {
        self.terms = Terms(common: terms, accountApprovers: accountApprovers, replaced: replaced)
        self.order = order
        self.key = key
        self.hashes = hashes
        self.redirectURI = redirectURI
        self.challenge = challenge
    }

    package static func statements(for jobs: [CodeExchangeJob], _ terms: Terms) -> [SQL] {
        let batch = IssueBatch(
            terms: terms.common, orders: jobs.map(\.order), texts: jobs.map { ($0.redirectURI ?? "", $0.challenge ?? "") },
            hashes: jobs.map(\.hashes))
        return switch terms.replaced {
        case .none: [exchange(batch, terms)]
        // The tokens to end are those there are once the grants are locked: a statement does not see what was committed after it began.
        case .all, .ofOtherApprovers: [lockApprovers(batch), lockGrants(batch), exchange(batch, terms)]
        }
    }

    private static func lockApprovers(_ batch: IssueBatch) -> SQL {
        """
        SELECT FROM authorization_code
        JOIN account_grant ON account_grant.tenant_id = authorization_code.tenant_id AND account_grant.id = authorization_code.grant_id
        JOIN app_user ON app_user.tenant_id = authorization_code.tenant_id AND app_user.id = authorization_code.user_id
        JOIN membership ON membership.tenant_id = authorization_code.tenant_id AND membership.account_id = account_grant.account_id
            AND membership.user_id = authorization_code.user_id
        WHERE \(areNamed(batch))
        ORDER BY app_user.id, membership.account_id
        FOR SHARE OF app_user, membership
        """
    }

    private static func lockGrants(_ batch: IssueBatch) -> SQL {
        """
        SELECT FROM account_grant
        WHERE tenant_id = \(batch.terms.tenantID) AND id IN (SELECT grant_id FROM authorization_code WHERE \(areNamed(batch)))
        ORDER BY id
        FOR NO KEY UPDATE
        """
    }

    private static func areNamed(_ batch: IssueBatch) -> SQL {
        """
        authorization_code.tenant_id = \(batch.terms.tenantID) AND authorization_code.code_hash = ANY(\(batch.hashes.flatMap { $0 }))
            AND authorization_code.platform_id IN \(batch.namedPlatforms)
        """
    }

    /// Whoever allowed it is kept where they are before the grant is locked, as whoever takes people out of accounts does.
    private static let locks: SQL = "ORDER BY account_grant.id FOR SHARE OF app_user, membership FOR NO KEY UPDATE OF account_grant"

    private static func exchange(_ batch: IssueBatch, _ terms: Terms) -> SQL {
        let tenant = terms.common.tenantID
        return """
            WITH \(batch.clock), \(batch.asked), \(batch.client),
            named AS MATERIALIZED (
                SELECT client.*, authorization_code.id AS named_id,
                    row_number() OVER (PARTITION BY authorization_code.grant_id ORDER BY client.place) = 1 AS is_first
                FROM client
                JOIN authorization_code ON authorization_code.tenant_id = \(tenant)
                    AND authorization_code.code_hash = client.presented_hash AND authorization_code.platform_id = client.platform_id
            ),
            ready AS MATERIALIZED (
                SELECT \(IssueBatch.basis("named")), \(IssueBatch.granted), authorization_code.id AS code_id,
                    authorization_code.user_id AS obtained_by, authorization_code.created_at AS approved_at, authorization_code.scopes,
                    account_grant.connected_at, app_user.email, membership.roles,
                    \(IssueBatch.length(terms.common.accessLifetime)) AS access_lifetime, \(refreshLifetime(terms)) AS refresh_lifetime
                FROM named
                JOIN authorization_code ON authorization_code.tenant_id = named.tenant_id AND authorization_code.id = named.named_id
                    AND authorization_code.platform_id = named.platform_id AND authorization_code.generation = named.generation
                JOIN account_grant ON account_grant.tenant_id = authorization_code.tenant_id AND account_grant.id = authorization_code.grant_id
                JOIN account ON account.tenant_id = account_grant.tenant_id AND account.id = account_grant.account_id
                JOIN app_user ON app_user.tenant_id = authorization_code.tenant_id AND app_user.id = authorization_code.user_id
                JOIN membership ON membership.tenant_id = account_grant.tenant_id AND membership.account_id = \(grantedAccount)
                    AND membership.user_id = authorization_code.user_id
                WHERE authorization_code.tenant_id = \(tenant) AND named.is_first
                    AND authorization_code.used_at IS NULL AND authorization_code.expires_at > named.now
                    AND (authorization_code.redirect_uri = named.first_text
                        OR (named.first_text IS NULL AND NOT authorization_code.redirect_uri_sent))
                    AND authorization_code.code_challenge IS NOT DISTINCT FROM named.second_text
                    AND authorization_code.scopes <@ named.platform_scopes
                    AND account_grant.revoked_at IS NULL AND \(AuthorizationCodeStore.typeMatches(terms.common.tokenType))
                    AND (account_grant.user_id IS NULL OR account_grant.user_id = authorization_code.user_id)
                    AND account.disabled_at IS NULL AND app_user.disabled_at IS NULL \(mayApprove(terms))
                \(locks)
            ),
            issue AS (
                UPDATE authorization_code SET used_at = ready.now
                FROM ready
                WHERE authorization_code.tenant_id = ready.tenant_id AND authorization_code.id = ready.code_id
                    AND authorization_code.used_at IS NULL AND authorization_code.expires_at > ready.now
                RETURNING ready.*, CASE WHEN ready.refresh_lifetime IS NOT NULL THEN gen_random_uuid() END AS family_id,
                    \(familyEnd(terms)) AS family_expires_at,
                    least(ready.issued_at + ready.refresh_lifetime, \(familyEnd(terms))) AS refresh_expires_at,
                    least(ready.issued_at + ready.access_lifetime, \(familyEnd(terms))) AS access_expires_at
            ),
            \(ended(terms)) \(IssueBatch.insertAccessTokens(approved: true)), \(refresh(terms)) \(connect),
            told AS (
                INSERT INTO event (tenant_id, type, platform_id, payload, occurred_at)
                SELECT tenant_id, \(EventType.accountConnected), platform_id, \(payload), now FROM issue WHERE connected_at IS NULL
                RETURNING tenant_id, id
            ),
            queued AS (INSERT INTO event_queue (tenant_id, event_id) SELECT tenant_id, id FROM told),
            \(IssueBatch.insertAuditEntries("access_token.issued", detail: detail(terms)))
            \(IssueRow.issued(refresh: "refresh_expires_at", email: "email", hasQueued: "connected_at IS NULL"))
            UNION ALL \(IssueRow.waiting)
            """
    }

    /// Not the plain column, by which the planner might come from the person to every grant of their accounts.
    private static let grantedAccount: SQL = "coalesce(account_grant.account_id, account_grant.account_id)"

    /// `NULL`: no refresh token, and no family.
    private static func refreshLifetime(_ terms: Terms) -> SQL {
        guard let refresh = terms.common.refresh else { return "NULL::interval" }
        return "CASE WHEN 'refresh_token' = ANY(named.grant_types) THEN \(IssueBatch.length(refresh.lifetime)) END"
    }

    private static func familyEnd(_ terms: Terms) -> SQL {
        "CASE WHEN ready.refresh_lifetime IS NOT NULL THEN ready.issued_at + \(terms.common.refresh?.familyLifetime) END"
    }

    private static func mayApprove(_ terms: Terms) -> SQL {
        terms.accountApprovers.isEmpty ? "" : "AND (account_grant.user_id IS NOT NULL OR membership.roles && \(terms.accountApprovers))"
    }

    private static func ended(_ terms: Terms) -> SQL {
        let condition: SQL
        switch terms.replaced {
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
                RETURNING access_token.grant_id
            ),
            """
    }

    private static func refresh(_ terms: Terms) -> SQL {
        guard terms.common.refresh != nil else { return "" }
        return """
            family AS (
                INSERT INTO token_family (tenant_id, id, grant_id, code_id, obtained_by, generation, created_at, expires_at)
                SELECT tenant_id, family_id, grant_id, code_id, obtained_by, generation, now, family_expires_at FROM issue
                WHERE family_id IS NOT NULL
            ),
            \(IssueBatch.insertRefreshTokens(parent: "NULL::uuid", scopes: "scopes")),
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

    private static func detail(_ terms: Terms) -> SQL {
        let number: SQL =
            switch terms.replaced {
            case .none: "0"
            case .all, .ofOtherApprovers: "(SELECT count(*) FROM ended WHERE ended.grant_id = issue.grant_id)"
            }
        return "jsonb_build_object('account_id', public_id, 'replaced_tokens', \(number))"
    }
}
