import Foundation
package import Model
package import Postgres

/// Live grants as people are told of them.
package struct ConnectionStore {
    let session: Session
    let tenantID: Tenant.ID

    /// Which of these accounts the platform is connected to, by whose approval and since when: the accounts' own grants, or this user's.
    package func all(platform: Platform.ID, accounts: [Account.ID], user: User.ID?) throws(PostgresError) -> [Connection] {
        try session.all(
            """
            \(Self.connections)
            WHERE account_grant.tenant_id = \(tenantID) AND account_grant.platform_id = \(platform)
                AND account_grant.account_id = ANY(\(accounts)) AND account_grant.user_id IS NOT DISTINCT FROM \(user)
                AND account_grant.revoked_at IS NULL AND \(Self.works)
            """)
    }

    /// What is connected to these accounts, for this user to see: the accounts' own connections and the user's. With `allowed`, also
    /// what the user allowed and no token was had for yet.
    package func all(accounts: [Account.ID], user: User.ID, allowed: Bool) throws(PostgresError) -> [Connection] {
        try session.all(
            """
            \(Self.connections)
            WHERE account_grant.tenant_id = \(tenantID) AND account_grant.account_id = ANY(\(accounts))
                AND (account_grant.user_id IS NULL OR account_grant.user_id = \(user)) AND account_grant.revoked_at IS NULL
                AND account_grant.generation = platform.generation AND (\(allowed) OR \(Self.works))
            ORDER BY account.name, platform.name, account_grant.approved_at, account_grant.id
            """)
    }

    /// How many of the account's grants to the platform have a token that works: it is installed while there is one.
    package func count(platform: Platform.ID, account: Account.ID) throws(PostgresError) -> Int {
        let count: Int? = try session.value(
            """
            SELECT count(*) FROM account_grant
            WHERE account_grant.tenant_id = \(tenantID) AND account_grant.platform_id = \(platform)
                AND account_grant.account_id = \(account) AND account_grant.revoked_at IS NULL AND \(Self.works)
            """)
        return count ?? 0
    }

    /// Whether the grant has a token that works.
    package func works(_ grant: Grant.ID) throws(PostgresError) -> Bool {
        try session.exists(
            """
            SELECT FROM account_grant WHERE account_grant.tenant_id = \(tenantID) AND account_grant.id = \(grant) AND \(Self.works)
            """)
    }

    private static let connections: SQL = """
        SELECT account_grant.id AS grant_id, account_grant.user_id AS grant_user_id, account_grant.scopes AS grant_scopes,
            account_grant.approved_at, account_grant.approver_missing_at, coalesce(app_user.name, app_user.email) AS approver,
            account.id AS account_id, account.public_id, account.name AS account_name, account.created_at AS account_created_at,
            \(Platform.joinedColumns)
        FROM account_grant
        JOIN account ON account.tenant_id = account_grant.tenant_id AND account.id = account_grant.account_id
        JOIN platform ON platform.tenant_id = account_grant.tenant_id AND platform.id = account_grant.platform_id
        JOIN app_user ON app_user.tenant_id = account_grant.tenant_id AND app_user.id = account_grant.approved_by
        """

    /// Of a grant: the number its platform's tokens must carry.
    private static let generation: SQL = """
        (SELECT platform.generation FROM platform
            WHERE platform.tenant_id = account_grant.tenant_id AND platform.id = account_grant.platform_id)
        """

    /// Of a grant: an access token or a refresh token of it works.
    private static let works: SQL = """
        (EXISTS (
            SELECT FROM access_token
            LEFT JOIN token_family ON token_family.tenant_id = access_token.tenant_id AND token_family.id = access_token.family_id
            LEFT JOIN account_grant AS parent_grant ON parent_grant.tenant_id = access_token.tenant_id
                AND parent_grant.id = token_family.parent_grant_id
            WHERE access_token.tenant_id = account_grant.tenant_id AND access_token.grant_id = account_grant.id
                AND access_token.revoked_at IS NULL AND token_family.revoked_at IS NULL AND parent_grant.revoked_at IS NULL
                AND access_token.generation = \(generation)
                AND (access_token.expires_at IS NULL OR access_token.expires_at > tenant_now())
        ) OR EXISTS (
            SELECT FROM token_family
            JOIN refresh_token ON refresh_token.tenant_id = token_family.tenant_id AND refresh_token.family_id = token_family.id
            LEFT JOIN account_grant AS parent_grant ON parent_grant.tenant_id = token_family.tenant_id
                AND parent_grant.id = token_family.parent_grant_id
            WHERE token_family.tenant_id = account_grant.tenant_id AND token_family.grant_id = account_grant.id
                AND token_family.revoked_at IS NULL AND parent_grant.revoked_at IS NULL AND token_family.generation = \(generation)
                AND (token_family.expires_at IS NULL OR token_family.expires_at > tenant_now())
                AND refresh_token.used_at IS NULL AND refresh_token.retired_at IS NULL AND refresh_token.expires_at > tenant_now()
        ))
        """
}

extension Connection: RowDecodable {
    package init(row: Row) throws(PostgresError) {
        try self.init(
            grantID: row["grant_id"],
            account: Account(
                id: row["account_id"], publicID: row["public_id"], name: row["account_name"], createdAt: row["account_created_at"],
                disabledAt: nil),
            platform: Platform(row: row), userID: row["grant_user_id"], scopes: row["grant_scopes"], approvedBy: row["approver"],
            approvedAt: row["approved_at"], approverMissingAt: row["approver_missing_at"])
    }
}
