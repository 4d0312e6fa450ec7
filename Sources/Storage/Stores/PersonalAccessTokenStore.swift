import Foundation
package import Model
package import Postgres

/// Tokens people made for their own programs, as hashes.
package struct PersonalAccessTokenStore {
    let session: Session
    let tenantID: Tenant.ID

    package func insert(
        _ hash: TokenHash, name: String, account: Account.ID, user: User.ID, lifetime: Duration?
    ) throws(PostgresError) -> PersonalAccessToken.ID {
        let id: PersonalAccessToken.ID? = try session.value(
            """
            INSERT INTO personal_access_token (tenant_id, token_hash, name, account_id, user_id, expires_at)
            VALUES (\(tenantID), \(hash), \(name), \(account), \(user), tenant_now() + \(lifetime))
            RETURNING id
            """)
        guard let id else { throw .unexpectedRowCount(expected: 1, actual: 0) }
        return id
    }

    /// The token, if it, its tenant, its account, its user and their membership are live at this read.
    package func findLive(_ hashes: [TokenHash]) throws(PostgresError) -> PersonalAccessToken? {
        try session.first("\(Self.tokens) WHERE token.tenant_id = \(tenantID) AND token.token_hash = ANY(\(hashes)) AND \(Self.isLive)")
    }

    /// Whether it is there, good or not.
    package func exists(_ hashes: [TokenHash]) throws(PostgresError) -> Bool {
        let found: Bool? = try session.value(
            "SELECT EXISTS (SELECT FROM personal_access_token WHERE tenant_id = \(tenantID) AND token_hash = ANY(\(hashes)))")
        return found ?? false
    }

    /// Those of one user that work, in every account.
    package func live(user: User.ID) throws(PostgresError) -> [PersonalAccessToken] {
        try session.all(
            """
            \(Self.tokens) WHERE token.tenant_id = \(tenantID) AND token.user_id = \(user) AND \(Self.isLive)
            ORDER BY token.created_at, token.id
            """)
    }

    /// `false` when this user has no such live token.
    package func revoke(_ id: PersonalAccessToken.ID, user: User.ID) throws(PostgresError) -> Bool {
        try session.execute(
            """
            UPDATE personal_access_token SET revoked_at = tenant_now()
            WHERE tenant_id = \(tenantID) AND id = \(id) AND user_id = \(user) AND revoked_at IS NULL
            """) == 1
    }

    /// Ends those of an account, of a user, or of a user in an account, and says how many were not ended before.
    package func revokeAll(account: Account.ID?, user: User.ID?) throws(PostgresError) -> Int {
        try session.execute(
            """
            UPDATE personal_access_token SET revoked_at = tenant_now()
            WHERE tenant_id = \(tenantID) AND revoked_at IS NULL
                AND (account_id = \(account) OR \(account) IS NULL) AND (user_id = \(user) OR \(user) IS NULL)
                AND (\(account) IS NOT NULL OR \(user) IS NOT NULL)
            """)
    }

    private static let tokens: SQL = "SELECT \(PersonalAccessToken.columns) \(sources)"
    private static let isLive: SQL = "\(isWhole) AND (token.expires_at IS NULL OR token.expires_at > tenant_now())"

    /// Tokens with all they depend on.
    static let sources: SQL = """
        FROM personal_access_token AS token
        JOIN account ON account.tenant_id = token.tenant_id AND account.id = token.account_id
        JOIN app_user ON app_user.tenant_id = token.tenant_id AND app_user.id = token.user_id
        JOIN membership ON membership.tenant_id = token.tenant_id AND membership.account_id = token.account_id
            AND membership.user_id = token.user_id
        JOIN tenant ON tenant.id = token.tenant_id
        """
    /// That nothing of it has ended, but for time.
    static let isWhole: SQL = """
        token.revoked_at IS NULL AND account.disabled_at IS NULL AND app_user.disabled_at IS NULL AND tenant.disabled_at IS NULL
        """
}

extension PersonalAccessToken: RowDecodable {
    static let columns: SQL = """
        token.id AS token_id, token.name AS token_name, token.created_at AS token_created_at, token.expires_at,
        app_user.id, app_user.email, app_user.name, app_user.created_at, app_user.disabled_at,
        account.id AS account_id, account.public_id, account.name AS account_name, account.created_at AS account_created_at,
        membership.roles
        """

    package init(row: Row) throws(PostgresError) {
        try self.init(
            id: row["token_id"], name: row["token_name"], user: User(row: row),
            account: Account(
                id: row["account_id"], publicID: row["public_id"], name: row["account_name"], createdAt: row["account_created_at"],
                disabledAt: nil),
            roles: row["roles"], createdAt: row["token_created_at"], expiresAt: row["expires_at"])
    }
}
