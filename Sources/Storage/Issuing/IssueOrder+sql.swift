import OAuth
import Postgres

/// The parts that the statements of all grant types are made of. Each statement begins with `clock` and `client`, decides in a `WITH` query
/// named `issue`, of one row or none, and writes from that row only.
extension IssueOrder {
    /// `tenant_now()`, which is costly to call, read once for all that is decided and written.
    var clock: SQL {
        """
        clock AS MATERIALIZED (
            SELECT clock_timestamp() + tenant.clock_offset AS now FROM tenant WHERE tenant.id = \(tenantID)
        )
        """
    }

    /// The client, if it proves who it is and may use the grant type. Not one whose use of the secret is still to be noted.
    var client: SQL {
        """
        client AS MATERIALIZED (
            SELECT platform.tenant_id, platform.id AS platform_id, platform.client_id, platform.scopes AS platform_scopes,
                platform.grant_types, platform.is_public, platform.generation, \(secretID) AS secret_id
            FROM clock, \(proof) AND \(grantType.rawValue) = ANY(platform.grant_types) \(secretIsInUse)
            LIMIT 1
        )
        """
    }

    /// The id of the client that is named. Nothing in this changes: a lock that hangs on nothing else is certain to be taken.
    var namedPlatform: SQL {
        "(SELECT platform.id FROM platform WHERE platform.tenant_id = \(tenantID) AND platform.client_id = \(clientID))"
    }

    private var proof: SQL {
        guard let secretHashes else {
            return """
                platform
                WHERE platform.tenant_id = \(tenantID) AND platform.client_id = \(clientID) AND platform.disabled_at IS NULL
                    AND platform.is_public
                """
        }
        return """
            platform
            JOIN platform_secret ON platform_secret.tenant_id = platform.tenant_id AND platform_secret.platform_id = platform.id
            WHERE platform.tenant_id = \(tenantID) AND platform.client_id = \(clientID) AND platform.disabled_at IS NULL
                AND platform_secret.secret_hash = ANY(\(secretHashes)) AND platform_secret.disabled_at IS NULL
            """
    }

    private var secretID: SQL { secretHashes == nil ? "NULL::uuid" : "platform_secret.id" }

    private var secretIsInUse: SQL {
        guard secretHashes != nil else { return "" }
        return """
            AND (platform_secret.expires_at IS NULL OR platform_secret.expires_at > clock.now)
                AND platform_secret.last_used_at > clock.now - interval '1 minute'
            """
    }

    /// What `issue` takes of `clock` and `client`.
    static let basis: SQL = """
        client.tenant_id, client.platform_id, client.client_id, client.secret_id, client.generation, clock.now,
        date_trunc('milliseconds', clock.now) AS issued_at
        """

    /// What `issue` takes of a grant and its account.
    static let granted: SQL = """
        account_grant.id AS grant_id, CASE WHEN account_grant.user_id IS NULL THEN 'company' ELSE 'user' END AS token_type, account.public_id
        """

    /// Of a grant: the lifetime of its kind.
    static func length(_ lifetime: Lifetime) -> SQL {
        "CASE WHEN account_grant.user_id IS NULL THEN \(lifetime.company) ELSE \(lifetime.user) END"
    }

    /// `approved`: whether `issue` has a family, or none, and a code and somebody who allowed it.
    func insertAccessToken(approved: Bool) -> SQL {
        let columns: SQL = approved ? ", family_id, code_id, obtained_by" : ""
        return """
            access AS (
                INSERT INTO access_token
                    (tenant_id, token_hash, grant_id, secret_id, generation, token_type, scopes, created_at, expires_at \(columns))
                SELECT tenant_id, \(accessToken), grant_id, secret_id, generation, token_type, scopes, issued_at, access_expires_at \(columns)
                FROM issue
            )
            """
    }

    func insertRefreshToken(_ refresh: Refresh, parent: SQL, scopes: SQL) -> SQL {
        """
        refresh AS (
            INSERT INTO refresh_token (tenant_id, token_hash, family_id, parent_id, secret_id, scopes, created_at, expires_at)
            SELECT tenant_id, \(refresh.hash), family_id, \(parent), secret_id, \(scopes), issued_at, refresh_expires_at FROM issue
            WHERE refresh_expires_at IS NOT NULL
        )
        """
    }

    /// `detail`: JSON about the row of `issue`.
    func insertAuditEntry(_ action: String, detail: SQL) -> SQL {
        """
        entry AS (
            INSERT INTO audit_entry
                (tenant_id, occurred_at, actor_kind, actor_id, action, target_kind, target_id, detail, source_address, request_id)
            SELECT tenant_id, now, 'platform', platform_id::text, \(action), 'grant', grant_id::text, \(detail), \(sourceAddress), \(requestID)
            FROM issue
        )
        """
    }
}
