package import Model
package import Postgres

/// How much that is live hangs on something. Of what can be many only so many rows are looked at, whether or not they count.
package struct HoldingStore {
    let session: Session
    let tenantID: Tenant.ID

    package func grants(of holder: Holder) throws(PostgresError) -> CappedCount {
        try count("SELECT true AS is_live FROM account_grant WHERE \(isHeld(by: holder))")
    }

    /// Those that are not revoked, expired or ended with their family, the grant it came of or their platform's generation.
    package func accessTokens(of holder: Holder) throws(PostgresError) -> CappedCount {
        try count(
            tokens: """
                SELECT (token.expires_at IS NULL OR token.expires_at > (SELECT tenant_now()))
                    AND token.generation = platform.generation AND NOT EXISTS (
                        SELECT FROM token_family
                        LEFT JOIN account_grant AS parent_grant ON parent_grant.tenant_id = token_family.tenant_id
                            AND parent_grant.id = token_family.parent_grant_id
                        WHERE token_family.tenant_id = token.tenant_id AND token_family.id = token.family_id
                            AND (token_family.revoked_at IS NOT NULL OR parent_grant.revoked_at IS NOT NULL)
                    ) AS is_live
                FROM account_grant
                JOIN platform ON platform.tenant_id = account_grant.tenant_id AND platform.id = account_grant.platform_id
                \(CappedCount.each("access_token.grant_id = account_grant.id AND access_token.revoked_at IS NULL AND \(Self.isAccessToken(of: holder))", of: "access_token", as: "token"))
                WHERE \(isHeld(by: holder))
                """)
    }

    /// Those that could still be used.
    package func refreshTokens(of holder: Holder) throws(PostgresError) -> CappedCount {
        try count(
            tokens: """
                SELECT token.used_at IS NULL AND token.retired_at IS NULL
                    AND token.expires_at > (SELECT tenant_now())
                    AND (family.expires_at IS NULL OR family.expires_at > (SELECT tenant_now()))
                    AND family.generation = platform.generation AND NOT EXISTS (
                        SELECT FROM account_grant AS parent_grant
                        WHERE parent_grant.tenant_id = family.tenant_id AND parent_grant.id = family.parent_grant_id
                            AND parent_grant.revoked_at IS NOT NULL
                    ) AS is_live
                FROM account_grant
                JOIN platform ON platform.tenant_id = account_grant.tenant_id AND platform.id = account_grant.platform_id
                \(CappedCount.each("token_family.grant_id = account_grant.id AND token_family.revoked_at IS NULL AND \(Self.isFamily(of: holder))", of: "token_family", as: "family"))
                \(CappedCount.each("refresh_token.family_id = family.id", of: "refresh_token", as: "token"))
                WHERE \(isHeld(by: holder))
                """)
    }

    /// Those not used; of a user, those that sign this person in.
    package func ssoTokens(of holder: Holder) throws(PostgresError) -> CappedCount {
        if case .user(let user) = holder {
            return try count(
                tokens: """
                    SELECT sso_token.expires_at > (SELECT tenant_now()) AS is_live FROM sso_token
                    WHERE sso_token.tenant_id = \(tenantID) AND sso_token.used_at IS NULL AND user_id = \(user)
                    """)
        }
        return try count(
            tokens: """
                SELECT token.expires_at > (SELECT tenant_now()) AS is_live
                FROM account_grant
                \(CappedCount.each("sso_token.grant_id = account_grant.id AND sso_token.used_at IS NULL", of: "sso_token", as: "token"))
                JOIN access_token ON access_token.tenant_id = token.tenant_id AND access_token.id = token.access_token_id
                WHERE \(isHeld(by: holder)) AND \(Self.isAccessToken(of: holder))
                """)
    }

    package func personalAccessTokens(account: Account.ID?, user: User.ID?) throws(PostgresError) -> CappedCount {
        try count(
            """
            SELECT expires_at IS NULL OR expires_at > (SELECT tenant_now()) AS is_live
            FROM personal_access_token
            WHERE tenant_id = \(tenantID) AND revoked_at IS NULL
                AND (\(account) IS NULL OR account_id = \(account)) AND (\(user) IS NULL OR user_id = \(user))
            """)
    }

    /// A user's; of an account, those that are confined to it.
    package func sessions(account: Account.ID?, user: User.ID?) throws(PostgresError) -> CappedCount {
        try count(
            """
            SELECT browser_session.expires_at > (SELECT tenant_now()) AS is_live
            FROM browser_session
            WHERE browser_session.tenant_id = \(tenantID) AND browser_session.ended_at IS NULL
                AND (\(user) IS NULL OR browser_session.user_id = \(user))
                AND (\(account) IS NULL OR (browser_session.account_id = \(account) AND browser_session.user_id IN (
                    SELECT membership.user_id FROM membership
                    WHERE membership.tenant_id = \(tenantID) AND membership.account_id = \(account)
                )))
            """)
    }

    package func memberships(account: Account.ID?, user: User.ID?) throws(PostgresError) -> CappedCount {
        try count(
            """
            SELECT true AS is_live FROM membership
            WHERE tenant_id = \(tenantID) AND (\(account) IS NULL OR account_id = \(account)) AND (\(user) IS NULL OR user_id = \(user))
            """)
    }

    /// A platform's endpoints; of an account, those of its own applications.
    package func webhookEndpoints(account: Account.ID?, platform: Platform.ID?) throws(PostgresError) -> CappedCount {
        try count(
            """
            SELECT true AS is_live
            FROM platform
            JOIN webhook_endpoint ON webhook_endpoint.tenant_id = platform.tenant_id AND webhook_endpoint.platform_id = platform.id
            WHERE platform.tenant_id = \(tenantID) AND platform.deleted_at IS NULL
                AND (\(account) IS NULL OR platform.owner_account_id = \(account)) AND (\(platform) IS NULL OR platform.id = \(platform))
            """)
    }

    /// The account's own applications.
    package func platforms(account: Account.ID) throws(PostgresError) -> CappedCount {
        try count(
            """
            SELECT true AS is_live FROM platform
            WHERE tenant_id = \(tenantID) AND owner_account_id = \(account) AND deleted_at IS NULL
            """)
    }

    /// Of live grants.
    private func isHeld(by holder: Holder) -> SQL {
        let live: SQL = "account_grant.tenant_id = \(tenantID) AND account_grant.revoked_at IS NULL"
        return switch holder {
        case .account(let id): "\(live) AND account_grant.account_id = \(id)"
        case .platform(let id): "\(live) AND account_grant.platform_id = \(id)"
        case .user(let id): "\(live) AND account_grant.user_id = \(id)"
        case .grants(let ids): "\(live) AND account_grant.id = ANY(\(ids))"
        case .family(_, of: let id), .accessToken(_, of: let id): "\(live) AND account_grant.id = \(id)"
        }
    }

    private static func isAccessToken(of holder: Holder) -> SQL {
        switch holder {
        case .family(let id, of: _): "access_token.family_id = \(id)"
        case .accessToken(let id, of: _): "access_token.id = \(id)"
        default: "true"
        }
    }

    private static func isFamily(of holder: Holder) -> SQL {
        switch holder {
        case .family(let id, of: _): "token_family.id = \(id)"
        case .accessToken: "false"
        default: "true"
        }
    }

    private func count(_ rows: SQL) throws(PostgresError) -> CappedCount { try session.one(CappedCount.query(rows)) }

    private func count(tokens: SQL) throws(PostgresError) -> CappedCount { try session.one(CappedCount.query(tokens: tokens)) }
}
