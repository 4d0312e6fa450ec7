import Model
import Postgres

/// Tokens of each kind in the same columns, so that they can stand in one list.
struct TokenRecordRows {
    let tenantID: Tenant.ID
    let endsWithSecret: Bool

    func access(_ condition: SQL, state: TokenRecord.State? = nil, tail: SQL = "") -> SQL {
        """
        SELECT 'access' AS kind, token.id, token.grant_id, token.family_id, account.public_id, platform.client_id, account_grant.user_id,
            token.scopes, token.created_at, token.expires_at,
            least(token.revoked_at, token_family.revoked_at, account_grant.revoked_at, parent_grant.revoked_at) AS revoked_at,
            \(accessState) AS state
        FROM access_token AS token
        LEFT JOIN token_family ON token_family.tenant_id = token.tenant_id AND token_family.id = token.family_id
        JOIN account_grant ON account_grant.tenant_id = token.tenant_id AND account_grant.id = token.grant_id
        \(Self.dependencies)
        WHERE token.tenant_id = \(tenantID) AND \(condition) AND \(Self.isIn(state, accessState))
        \(tail)
        """
    }

    private var accessState: SQL {
        """
        CASE
            WHEN token.revoked_at IS NOT NULL OR token.generation <> platform.generation OR \(isEnded) THEN 'revoked'
            WHEN token.expires_at <= tenant_now() THEN 'expired'
            WHEN \(Self.isAsleep) OR NOT (token.scopes = '{}' OR token.scopes && account_grant.scopes) THEN 'asleep'
            ELSE 'live'
        END
        """
    }

    func refresh(_ condition: SQL, state: TokenRecord.State? = nil, tail: SQL = "") -> SQL {
        """
        SELECT 'refresh' AS kind, token.id, token_family.grant_id, token.family_id, account.public_id, platform.client_id,
            account_grant.user_id, token.scopes, token.created_at, least(token.expires_at, token_family.expires_at) AS expires_at,
            least(token_family.revoked_at, account_grant.revoked_at, parent_grant.revoked_at) AS revoked_at,
            \(refreshState) AS state
        FROM refresh_token AS token
        JOIN token_family ON token_family.tenant_id = token.tenant_id AND token_family.id = token.family_id
        JOIN account_grant ON account_grant.tenant_id = token_family.tenant_id AND account_grant.id = token_family.grant_id
        \(Self.dependencies)
        WHERE token.tenant_id = \(tenantID) AND \(condition) AND \(Self.isIn(state, refreshState))
        \(tail)
        """
    }

    private var refreshState: SQL {
        """
        CASE
            WHEN token_family.generation <> platform.generation OR \(isEnded) THEN 'revoked'
            WHEN token.used_at IS NOT NULL OR token.retired_at IS NOT NULL THEN 'used'
            WHEN least(token.expires_at, token_family.expires_at) <= tenant_now() THEN 'expired'
            WHEN \(Self.isAsleep) THEN 'asleep'
            ELSE 'live'
        END
        """
    }

    func personal(_ condition: SQL, state: TokenRecord.State? = nil, tail: SQL = "") -> SQL {
        """
        SELECT 'personal' AS kind, token.id, NULL::uuid AS grant_id, NULL::uuid AS family_id, account.public_id, NULL::text AS client_id,
            token.user_id, '{}'::text[] AS scopes, token.created_at, token.expires_at, token.revoked_at,
            \(personalState) AS state
        FROM personal_access_token AS token
        JOIN account ON account.tenant_id = token.tenant_id AND account.id = token.account_id
        JOIN app_user ON app_user.tenant_id = token.tenant_id AND app_user.id = token.user_id
        JOIN tenant ON tenant.id = token.tenant_id
        WHERE token.tenant_id = \(tenantID) AND \(condition) AND \(Self.isIn(state, personalState))
        \(tail)
        """
    }

    private var personalState: SQL {
        """
        CASE
            WHEN token.revoked_at IS NOT NULL THEN 'revoked'
            WHEN token.expires_at <= tenant_now() THEN 'expired'
            WHEN account.disabled_at IS NOT NULL OR app_user.disabled_at IS NOT NULL OR tenant.disabled_at IS NOT NULL THEN 'asleep'
            ELSE 'live'
        END
        """
    }

    /// In the condition itself, for a list that is cut off where it is long enough.
    private static func isIn(_ state: TokenRecord.State?, _ expression: SQL) -> SQL {
        state.map { "(\(expression)) = \($0)" } ?? "true"
    }

    private static let dependencies: SQL = """
        JOIN account ON account.tenant_id = account_grant.tenant_id AND account.id = account_grant.account_id
        JOIN platform ON platform.tenant_id = account_grant.tenant_id AND platform.id = account_grant.platform_id
        JOIN tenant ON tenant.id = account_grant.tenant_id
        LEFT JOIN account_grant AS parent_grant ON parent_grant.tenant_id = token_family.tenant_id
            AND parent_grant.id = token_family.parent_grant_id
        LEFT JOIN platform_secret ON platform_secret.tenant_id = token.tenant_id AND platform_secret.id = token.secret_id
        """

    private var isEnded: SQL {
        """
        account_grant.revoked_at IS NOT NULL OR token_family.revoked_at IS NOT NULL OR parent_grant.revoked_at IS NOT NULL
            OR (\(endsWithSecret) AND platform_secret.disabled_at IS NOT NULL)
        """
    }

    private static let isAsleep: SQL = """
        account.disabled_at IS NOT NULL OR platform.disabled_at IS NOT NULL OR tenant.disabled_at IS NOT NULL
            OR NOT \(Grant.userIsLive)
        """
}
