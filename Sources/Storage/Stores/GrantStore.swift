package import Foundation
package import Model
package import Postgres

/// Consent, of an account or of a user in it, and the locks that put its exchanges and revocations in line.
package struct GrantStore {
    let session: Session
    let tenantID: Tenant.ID

    /// The live grant of the account, or of this user in it, to the platform: the one that is there, or a new one. What was allowed
    /// under an earlier scope of the platform is allowed anew. `givenByAccount`: the user has not said anything about a new one.
    package func findOrInsert(
        account: Account.ID, platform: Platform, user: User.ID?, scopes: [String], approvedBy approver: User.ID,
        givenByAccount: Bool = false
    ) throws(PostgresError) -> Grant.ID {
        // A concurrent insert is waited for, then found: the update makes the row come back.
        let id: Grant.ID? = try session.value(
            """
            INSERT INTO account_grant (tenant_id, account_id, platform_id, user_id, scopes, approved_by, generation, given_by_account)
            VALUES (\(tenantID), \(account), \(platform.id), \(user), \(scopes), \(approver), \(platform.generation), \(givenByAccount))
            ON CONFLICT (tenant_id, platform_id, account_id, user_id) WHERE revoked_at IS NULL
                DO UPDATE SET generation = excluded.generation
            RETURNING id
            """)
        guard let id else { throw .unexpectedRowCount(expected: 1, actual: 0) }
        return id
    }

    /// Notes that a token was issued on this approval, with these scopes. `true` when it is the grant's first: it is connected now.
    package func connect(
        _ id: Grant.ID, approvedBy user: User.ID, at approval: Date, scopes: [String], givenByAccount: Bool = false
    ) throws(PostgresError) -> Bool {
        let isFirst: Bool? = try session.value(
            """
            WITH before AS (
                SELECT id, account_id, connected_at FROM account_grant
                WHERE tenant_id = \(tenantID) AND id = \(id) AND revoked_at IS NULL
                FOR NO KEY UPDATE
            )
            UPDATE account_grant
            SET connected_at = coalesce(before.connected_at, tenant_now()), approved_by = \(user), approved_at = \(approval),
                approver_missing_at = NULL, given_by_account = \(givenByAccount),
                approver_roles = coalesce((
                    SELECT roles FROM membership
                    WHERE tenant_id = \(tenantID) AND membership.account_id = before.account_id AND user_id = \(user)
                ), '{}'),
                scopes = account_grant.scopes || ARRAY(
                    SELECT scope FROM unnest(\(scopes)) AS scope WHERE scope <> ALL (account_grant.scopes)
                )
            FROM before
            WHERE account_grant.tenant_id = \(tenantID) AND account_grant.id = before.id
            RETURNING before.connected_at IS NULL
            """)
        guard let isFirst else { throw .unexpectedRowCount(expected: 1, actual: 0) }
        return isFirst
    }

    /// Leaves a live grant with these scopes only. A user's own grant is from then on that user's word, whoever made it for them.
    /// `false` when it was not live.
    package func narrow(_ id: Grant.ID, to scopes: [String], by user: User.ID) throws(PostgresError) -> Bool {
        try session.execute(
            """
            UPDATE account_grant
            SET scopes = \(scopes), approved_by = CASE user_id WHEN \(user) THEN user_id ELSE approved_by END, given_by_account = false
            WHERE tenant_id = \(tenantID) AND id = \(id) AND revoked_at IS NULL
            """) == 1
    }

    /// Flags the connected account's grants this user approved and no longer stands for, by membership or by the roles they had then, and
    /// takes the flag off those they stand for again. `account`: one they may just have left. Returns those flagged now.
    package func reviewApprover(_ user: User.ID, account: Account.ID?) throws(PostgresError) -> [Grant] {
        let reviewed: [Grant] = try session.all(
            """
            WITH standing AS (
                SELECT account_grant.id,
                    app_user.disabled_at IS NOT NULL OR membership.user_id IS NULL OR NOT membership.roles @> account_grant.approver_roles
                        AS is_missing
                FROM account_grant
                JOIN app_user ON app_user.tenant_id = account_grant.tenant_id AND app_user.id = account_grant.approved_by
                LEFT JOIN membership ON membership.tenant_id = account_grant.tenant_id
                    AND membership.account_id = account_grant.account_id AND membership.user_id = account_grant.approved_by
                WHERE account_grant.tenant_id = \(tenantID) AND account_grant.approved_by = \(user) AND account_grant.user_id IS NULL
                    AND account_grant.account_id IN (
                        SELECT account_id FROM membership WHERE tenant_id = \(tenantID) AND user_id = \(user) UNION SELECT \(account)
                    )
                    AND account_grant.revoked_at IS NULL AND account_grant.connected_at IS NOT NULL
            )
            UPDATE account_grant SET approver_missing_at = CASE WHEN standing.is_missing THEN tenant_now() END
            FROM standing
            WHERE account_grant.tenant_id = \(tenantID) AND account_grant.id = standing.id
                AND standing.is_missing = (account_grant.approver_missing_at IS NULL)
            RETURNING \(Grant.joinedColumns)
            """)
        return reviewed.filter { $0.approverMissingAt != nil }
    }

    /// Takes the live grants of a platform along into its present generation: what acts by itself has nobody to ask again.
    package func renew(platform: Platform.ID) throws(PostgresError) {
        try session.execute(
            """
            UPDATE account_grant SET generation = platform.generation
            FROM platform
            WHERE account_grant.tenant_id = \(tenantID) AND account_grant.platform_id = \(platform) AND account_grant.revoked_at IS NULL
                AND platform.tenant_id = \(tenantID) AND platform.id = \(platform)
            """)
    }

    /// Ends a grant for good: one row, however many tokens hang on it. `false` when it was not live.
    package func revoke(_ id: Grant.ID, by revoker: Grant.Revoker) throws(PostgresError) -> Bool {
        try session.execute(
            """
            UPDATE account_grant SET revoked_at = tenant_now(), revoked_by = \(revoker)
            WHERE tenant_id = \(tenantID) AND id = \(id) AND revoked_at IS NULL
            """) == 1
    }

    /// The same for the live grant to the platform of the account, or of this user in it, if there is one.
    package func revokeLive(
        platform: Platform.ID, account: Account.ID, user: User.ID?, by revoker: Grant.Revoker
    ) throws(PostgresError) -> Grant.ID? {
        try session.value(
            """
            UPDATE account_grant SET revoked_at = tenant_now(), revoked_by = \(revoker)
            WHERE tenant_id = \(tenantID) AND platform_id = \(platform) AND account_id = \(account)
                AND user_id IS NOT DISTINCT FROM \(user) AND revoked_at IS NULL
            RETURNING id
            """)
    }

    /// Every live grant of the account and its users to the platform, ended: it is no longer installed there.
    package func revokeAll(platform: Platform.ID, account: Account.ID, by revoker: Grant.Revoker) throws(PostgresError) -> [Grant.ID] {
        let ended: [Grant] = try session.all(
            """
            UPDATE account_grant SET revoked_at = tenant_now(), revoked_by = \(revoker)
            WHERE tenant_id = \(tenantID) AND platform_id = \(platform) AND account_id = \(account) AND revoked_at IS NULL
            RETURNING \(Grant.columns)
            """)
        return ended.map(\.id)
    }

    package func find(_ id: Grant.ID) throws(PostgresError) -> Grant? {
        try session.first("SELECT \(Grant.columns) FROM account_grant WHERE tenant_id = \(tenantID) AND id = \(id)")
    }

    package func live() throws(PostgresError) -> [Grant] {
        try session.all(
            "SELECT \(Grant.columns) FROM account_grant WHERE tenant_id = \(tenantID) AND revoked_at IS NULL ORDER BY approved_at, id")
    }

    /// The live grants to a platform.
    package func live(platform: Platform.ID) throws(PostgresError) -> [Grant] {
        try session.all(
            """
            SELECT \(Grant.columns) FROM account_grant
            WHERE tenant_id = \(tenantID) AND platform_id = \(platform) AND revoked_at IS NULL ORDER BY approved_at, id
            """)
    }

    /// The live, connected grants on which a platform may act by itself, as it is now: of accounts, or of users who are still in them.
    package func installed(
        platform: Platform, tokenType: TokenType, account publicID: String?
    ) throws(PostgresError) -> [Grant] {
        try session.all(
            """
            SELECT \(Grant.joinedColumns) FROM account_grant
            JOIN account ON account.tenant_id = account_grant.tenant_id AND account.id = account_grant.account_id
            WHERE account_grant.tenant_id = \(tenantID) AND account_grant.platform_id = \(platform.id)
                AND account_grant.revoked_at IS NULL AND account_grant.connected_at IS NOT NULL AND account.disabled_at IS NULL
                AND account_grant.generation = \(platform.generation)
                AND (account_grant.user_id IS NULL) = (\(tokenType) = 'company')
                AND (\(publicID) IS NULL OR account.public_id = \(publicID))
                AND \(Grant.userIsLive)
            ORDER BY account_grant.approved_at, account_grant.id
            LIMIT 2
            """)
    }

    /// The accounts, by their id on the wire, for which this user has allowed the platform all of these scopes before.
    package func remembered(platform: Platform, user: User.ID, scopes: [String]) throws(PostgresError) -> [String] {
        let ids: [String]? = try session.value(
            """
            SELECT coalesce(array_agg(account.public_id ORDER BY account.public_id), '{}')
            FROM account_grant
            JOIN account ON account.tenant_id = account_grant.tenant_id AND account.id = account_grant.account_id
            WHERE account_grant.tenant_id = \(tenantID) AND account_grant.platform_id = \(platform.id) AND account_grant.user_id = \(user)
                AND account_grant.revoked_at IS NULL AND account_grant.generation = \(platform.generation)
                AND account_grant.scopes @> \(scopes) AND account.disabled_at IS NULL AND \(Grant.userIsLive)
            """)
        return ids ?? []
    }
}

extension Grant: RowDecodable {
    static let columns: SQL = """
        id, account_id, platform_id, user_id, scopes, approved_by, approved_at, approver_missing_at, given_by_account, connected_at,
        revoked_at, revoked_by
        """
    /// The same, for a join that has other tables' columns of these names.
    static let joinedColumns: SQL = """
        account_grant.id, account_grant.account_id, account_grant.platform_id, account_grant.user_id, account_grant.scopes,
        account_grant.approved_by, account_grant.approved_at, account_grant.approver_missing_at, account_grant.given_by_account,
        account_grant.connected_at, account_grant.revoked_at, account_grant.revoked_by
        """
    /// Of a grant: it is the account's own, or its user is live and still in the account.
    static let userIsLive: SQL = """
        (account_grant.user_id IS NULL OR EXISTS (
            SELECT FROM membership
            JOIN app_user ON app_user.tenant_id = membership.tenant_id AND app_user.id = membership.user_id
            WHERE membership.tenant_id = account_grant.tenant_id AND membership.account_id = account_grant.account_id
                AND membership.user_id = account_grant.user_id AND app_user.disabled_at IS NULL
        ))
        """

    package init(row: Row) throws(PostgresError) {
        let connectedAt: Date? = try row["connected_at"]
        let state: State
        if let revokedAt: Date = try row["revoked_at"] {
            state = .revoked(at: revokedAt, by: try row["revoked_by"])
        } else if let connectedAt {
            state = .connected(since: connectedAt)
        } else {
            state = .allowed
        }
        try self.init(
            id: row["id"], accountID: row["account_id"], platformID: row["platform_id"], userID: row["user_id"], scopes: row["scopes"],
            approvedBy: row["approved_by"], approvedAt: row["approved_at"], approverMissingAt: row["approver_missing_at"],
            isGivenByAccount: row["given_by_account"], state: state)
    }
}
