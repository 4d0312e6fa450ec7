package import Model
package import Postgres

/// Exchanges, refreshes and revocations of one grant come one after another: each locks it first.
extension GrantStore {
    /// Locks the grant a code of this platform was made for.
    package func lock(code hashes: [TokenHash], platform: Platform.ID) throws(PostgresError) {
        try lock(
            """
            SELECT grant_id FROM authorization_code
            WHERE tenant_id = \(tenantID) AND code_hash = ANY(\(hashes)) AND platform_id = \(platform)
            """)
    }

    /// Locks the grant of an access token.
    package func lock(accessToken hashes: [TokenHash]) throws(PostgresError) {
        try lock("SELECT grant_id FROM access_token WHERE tenant_id = \(tenantID) AND token_hash = ANY(\(hashes))")
    }

    /// Locks the grant of a refresh token.
    package func lock(refreshToken hashes: [TokenHash]) throws(PostgresError) {
        try lock(
            """
            SELECT token_family.grant_id FROM refresh_token
            JOIN token_family ON token_family.tenant_id = refresh_token.tenant_id AND token_family.id = refresh_token.family_id
            WHERE refresh_token.tenant_id = \(tenantID) AND refresh_token.token_hash = ANY(\(hashes))
            """)
    }

    /// Locks a grant by its id.
    package func lock(_ id: Grant.ID) throws(PostgresError) { try lock("SELECT \(id)") }

    /// Locks every live grant of the account and its users to the platform: the account's first, as whoever makes a user's from it does.
    package func lockAll(platform: Platform.ID, account: Account.ID) throws(PostgresError) {
        try session.execute(
            """
            SELECT FROM account_grant
            WHERE tenant_id = \(tenantID) AND platform_id = \(platform) AND account_id = \(account) AND revoked_at IS NULL
            ORDER BY user_id IS NOT NULL, id
            FOR NO KEY UPDATE
            """)
    }

    private func lock(_ grant: SQL) throws(PostgresError) {
        try session.execute("SELECT FROM account_grant WHERE tenant_id = \(tenantID) AND id = (\(grant)) FOR NO KEY UPDATE")
    }
}
