package import Model
package import Postgres

extension AccessTokenStore {
    /// How many live tokens of the platform have none of these scopes, though they have some.
    package func count(platform: Platform.ID, without scopes: [String]) throws(PostgresError) -> CappedCount {
        try session.one(
            CappedCount.query(
                tokens: """
                    SELECT token.scopes <> '{}' AND NOT token.scopes && \(scopes)
                        AND token.generation = platform.generation
                        AND (token.expires_at IS NULL OR token.expires_at > (SELECT tenant_now())) AS is_live
                    FROM account_grant
                    JOIN platform ON platform.tenant_id = account_grant.tenant_id AND platform.id = account_grant.platform_id
                    \(CappedCount.each("access_token.grant_id = account_grant.id AND access_token.revoked_at IS NULL", of: "access_token", as: "token"))
                    WHERE account_grant.tenant_id = \(tenantID) AND account_grant.platform_id = \(platform)
                        AND account_grant.revoked_at IS NULL
                    """))
    }
}
