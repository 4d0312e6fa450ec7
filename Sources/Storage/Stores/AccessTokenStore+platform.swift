package import Model
package import Postgres

extension AccessTokenStore {
    /// How many live tokens of the platform have none of these scopes, though they have some.
    package func count(platform: Platform.ID, without scopes: [String]) throws(PostgresError) -> CappedCount {
        try session.one(
            CappedCount.query(
                tokens: """
                    SELECT access_token.scopes <> '{}' AND NOT access_token.scopes && \(scopes)
                        AND access_token.generation = platform.generation
                        AND (access_token.expires_at IS NULL OR access_token.expires_at > (SELECT tenant_now())) AS is_live
                    FROM account_grant
                    JOIN platform ON platform.tenant_id = account_grant.tenant_id AND platform.id = account_grant.platform_id
                    JOIN access_token ON access_token.tenant_id = account_grant.tenant_id AND access_token.grant_id = account_grant.id
                    WHERE account_grant.tenant_id = \(tenantID) AND account_grant.platform_id = \(platform)
                        AND account_grant.revoked_at IS NULL AND access_token.revoked_at IS NULL
                    """))
    }
}
