import Foundation
package import Model
package import Postgres

/// Access tokens, as hashes.
package struct AccessTokenStore {
    let session: Session
    let tenantID: Tenant.ID

    package func insert(
        _ hash: TokenHash, grant: Grant.ID, code: AuthorizationCode.ID?, secret: PlatformSecret.ID?, tokenType: TokenType,
        scopes: [String], lifetime: Duration?
    ) throws(PostgresError) {
        try session.execute(
            """
            INSERT INTO access_token (tenant_id, token_hash, grant_id, code_id, secret_id, token_type, scopes, expires_at)
            VALUES (\(tenantID), \(hash), \(grant), \(code), \(secret), \(tokenType), \(scopes), tenant_now() + \(lifetime))
            """, rows: 1)
    }

    /// The token, if it and all it depends on is live at this read (DESIGN.md, data rule 3).
    package func findLive(_ hashes: [TokenHash]) throws(PostgresError) -> AccessToken? {
        try session.first(
            """
            SELECT token.id AS token_id, token.grant_id, token.token_type, token.scopes AS token_scopes, token.expires_at,
                account.id AS account_id, account.public_id, account.name AS account_name, account.created_at AS account_created_at,
                platform.id, platform.client_id, platform.name, platform.description, platform.url, platform.redirect_uris,
                platform.logo_url, platform.webhook_url, platform.scopes, platform.grant_types, platform.created_at, platform.disabled_at
            FROM access_token AS token
            JOIN account_grant ON account_grant.tenant_id = token.tenant_id AND account_grant.id = token.grant_id
            JOIN platform ON platform.tenant_id = token.tenant_id AND platform.id = account_grant.platform_id
            JOIN account ON account.tenant_id = token.tenant_id AND account.id = account_grant.account_id
            JOIN tenant ON tenant.id = token.tenant_id
            LEFT JOIN app_user ON app_user.tenant_id = token.tenant_id AND app_user.id = account_grant.user_id
            WHERE token.tenant_id = \(tenantID) AND token.token_hash = ANY(\(hashes))
                AND token.revoked_at IS NULL AND (token.expires_at IS NULL OR token.expires_at > tenant_now())
                AND account_grant.revoked_at IS NULL AND platform.disabled_at IS NULL AND account.disabled_at IS NULL
                AND tenant.disabled_at IS NULL
                AND (account_grant.user_id IS NULL OR (app_user.disabled_at IS NULL AND EXISTS (
                    SELECT FROM membership
                    WHERE membership.tenant_id = token.tenant_id AND membership.account_id = account_grant.account_id
                        AND membership.user_id = account_grant.user_id
                )))
            """)
    }

    /// Ends the live tokens of a grant and says how many there were.
    package func revokeAll(grant: Grant.ID) throws(PostgresError) -> Int {
        try session.execute(
            "UPDATE access_token SET revoked_at = tenant_now() WHERE tenant_id = \(tenantID) AND grant_id = \(grant) AND revoked_at IS NULL"
        )
    }

    /// Ends the live tokens a code was exchanged for and says how many there were.
    package func revokeAll(code: AuthorizationCode.ID) throws(PostgresError) -> Int {
        try session.execute(
            "UPDATE access_token SET revoked_at = tenant_now() WHERE tenant_id = \(tenantID) AND code_id = \(code) AND revoked_at IS NULL")
    }
}

extension AccessToken: RowDecodable {
    package init(row: Row) throws(PostgresError) {
        let account = try Account(
            id: row["account_id"], publicID: row["public_id"], name: row["account_name"], createdAt: row["account_created_at"],
            disabledAt: nil)
        try self.init(
            id: row["token_id"], grantID: row["grant_id"], tokenType: row["token_type"], scopes: row["token_scopes"],
            expiresAt: row["expires_at"],
            account: account, platform: Platform(row: row))
    }
}
