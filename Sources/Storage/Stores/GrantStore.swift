package import Foundation
package import Model
package import Postgres

/// Consent, of an account or of a user in it, and the locks that put its exchanges and revocations in line.
package struct GrantStore {
    let session: Session
    let tenantID: Tenant.ID

    /// The live grant of the account to the platform: the one that is there, or a new one allowed by this user.
    package func findOrInsert(
        account: Account.ID, platform: Platform.ID, scopes: [String], approvedBy user: User.ID
    ) throws(PostgresError) -> Grant.ID {
        // A concurrent insert is waited for, then found: the update changes nothing but makes the row come back.
        let id: Grant.ID? = try session.value(
            """
            INSERT INTO account_grant (tenant_id, account_id, platform_id, scopes, approved_by)
            VALUES (\(tenantID), \(account), \(platform), \(scopes), \(user))
            ON CONFLICT (tenant_id, platform_id, account_id, user_id) WHERE revoked_at IS NULL
                DO UPDATE SET account_id = account_grant.account_id
            RETURNING id
            """)
        guard let id else { throw .unexpectedRowCount(expected: 1, actual: 0) }
        return id
    }

    /// Locks the grant a code of this platform was made for, so that exchanges and revocations of one grant come one after another.
    package func lock(code hashes: [TokenHash], platform: Platform.ID) throws(PostgresError) {
        try session.execute(
            """
            SELECT FROM account_grant
            WHERE tenant_id = \(tenantID) AND id = (
                SELECT grant_id FROM authorization_code
                WHERE tenant_id = \(tenantID) AND code_hash = ANY(\(hashes)) AND platform_id = \(platform)
            )
            FOR NO KEY UPDATE
            """)
    }

    /// Locks the grant of an access token.
    package func lock(accessToken hashes: [TokenHash]) throws(PostgresError) {
        try session.execute(
            """
            SELECT FROM account_grant
            WHERE tenant_id = \(tenantID) AND id = (
                SELECT grant_id FROM access_token WHERE tenant_id = \(tenantID) AND token_hash = ANY(\(hashes))
            )
            FOR NO KEY UPDATE
            """)
    }

    /// Notes that a token was issued on this approval. `true` when it is the grant's first: the account is connected now.
    package func connect(_ id: Grant.ID, approvedBy user: User.ID, at approval: Date) throws(PostgresError) -> Bool {
        let isFirst: Bool? = try session.value(
            """
            WITH before AS (
                SELECT id, connected_at FROM account_grant
                WHERE tenant_id = \(tenantID) AND id = \(id) AND revoked_at IS NULL
                FOR NO KEY UPDATE
            )
            UPDATE account_grant
            SET connected_at = coalesce(before.connected_at, tenant_now()), approved_by = \(user), approved_at = \(approval)
            FROM before
            WHERE account_grant.tenant_id = \(tenantID) AND account_grant.id = before.id
            RETURNING before.connected_at IS NULL
            """)
        guard let isFirst else { throw .unexpectedRowCount(expected: 1, actual: 0) }
        return isFirst
    }

    /// Ends a grant for good: one row, however many tokens hang on it. `false` when it was not live.
    package func revoke(_ id: Grant.ID, by revoker: Grant.Revoker) throws(PostgresError) -> Bool {
        try session.execute(
            """
            UPDATE account_grant SET revoked_at = tenant_now(), revoked_by = \(revoker)
            WHERE tenant_id = \(tenantID) AND id = \(id) AND revoked_at IS NULL
            """) == 1
    }

    /// The same for the account's own live grant to the platform, if there is one.
    package func revokeLive(platform: Platform.ID, account: Account.ID, by revoker: Grant.Revoker) throws(PostgresError) -> Grant.ID? {
        try session.value(
            """
            UPDATE account_grant SET revoked_at = tenant_now(), revoked_by = \(revoker)
            WHERE tenant_id = \(tenantID) AND platform_id = \(platform) AND account_id = \(account) AND user_id IS NULL
                AND revoked_at IS NULL
            RETURNING id
            """)
    }

    package func find(_ id: Grant.ID) throws(PostgresError) -> Grant? {
        try session.first("SELECT \(Grant.columns) FROM account_grant WHERE tenant_id = \(tenantID) AND id = \(id)")
    }

    package func live() throws(PostgresError) -> [Grant] {
        try session.all(
            "SELECT \(Grant.columns) FROM account_grant WHERE tenant_id = \(tenantID) AND revoked_at IS NULL ORDER BY approved_at, id")
    }

    /// Which of these accounts the platform is connected to, by whose approval and since when: grants with a token that works.
    package func connections(platform: Platform.ID, accounts: [Account.ID]) throws(PostgresError) -> [Connection] {
        try session.all(
            """
            SELECT account_grant.account_id, coalesce(app_user.name, app_user.email) AS approver, account_grant.approved_at
            FROM account_grant
            JOIN app_user ON app_user.tenant_id = account_grant.tenant_id AND app_user.id = account_grant.approved_by
            WHERE account_grant.tenant_id = \(tenantID) AND account_grant.platform_id = \(platform)
                AND account_grant.account_id = ANY(\(accounts)) AND account_grant.user_id IS NULL
                AND account_grant.revoked_at IS NULL
                AND EXISTS (
                    SELECT FROM access_token
                    WHERE access_token.tenant_id = account_grant.tenant_id AND access_token.grant_id = account_grant.id
                        AND access_token.revoked_at IS NULL
                        AND (access_token.expires_at IS NULL OR access_token.expires_at > tenant_now())
                )
            """)
    }
}

extension Grant: RowDecodable {
    static let columns: SQL = """
        id, account_id, platform_id, user_id, scopes, approved_by, approved_at, connected_at, revoked_at, revoked_by
        """

    package init(row: Row) throws(PostgresError) {
        let revokedAt: Date? = try row["revoked_at"]
        let revokedBy: Revoker? = try row["revoked_by"]
        let connectedAt: Date? = try row["connected_at"]
        let state: State
        if let revokedAt, let revokedBy {
            state = .revoked(at: revokedAt, by: revokedBy)
        } else if let connectedAt {
            state = .connected(since: connectedAt)
        } else {
            state = .allowed
        }
        try self.init(
            id: row["id"], accountID: row["account_id"], platformID: row["platform_id"], userID: row["user_id"], scopes: row["scopes"],
            approvedBy: row["approved_by"], approvedAt: row["approved_at"], state: state)
    }
}

extension Connection: RowDecodable {
    package init(row: Row) throws(PostgresError) {
        try self.init(accountID: row["account_id"], approvedBy: row["approver"], approvedAt: row["approved_at"])
    }
}
