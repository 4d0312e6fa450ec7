import Foundation
package import Model
package import Postgres

/// Which user is in which account, with which roles.
package struct MembershipStore {
    let session: Session
    let tenantID: Tenant.ID

    /// The accounts that are live and that this user, if live, belongs to.
    package func live(user: User.ID) throws(PostgresError) -> [Membership] {
        try session.all(
            """
            SELECT membership.user_id, membership.roles, account.id, account.public_id, account.name, account.created_at, account.disabled_at
            FROM membership
            JOIN account ON account.tenant_id = membership.tenant_id AND account.id = membership.account_id
            JOIN app_user ON app_user.tenant_id = membership.tenant_id AND app_user.id = membership.user_id
            WHERE membership.tenant_id = \(tenantID) AND membership.user_id = \(user)
                AND account.disabled_at IS NULL AND app_user.disabled_at IS NULL
            ORDER BY account.name, account.id
            """)
    }

    /// The user's membership in the live account with this id on the wire, if the user is live.
    package func live(user: User.ID, account publicID: String) throws(PostgresError) -> Membership? {
        try session.first(
            """
            SELECT membership.user_id, membership.roles, account.id, account.public_id, account.name, account.created_at, account.disabled_at
            FROM membership
            JOIN account ON account.tenant_id = membership.tenant_id AND account.id = membership.account_id
            JOIN app_user ON app_user.tenant_id = membership.tenant_id AND app_user.id = membership.user_id
            WHERE membership.tenant_id = \(tenantID) AND membership.user_id = \(user) AND account.public_id = \(publicID)
                AND account.disabled_at IS NULL AND app_user.disabled_at IS NULL
            """)
    }

    /// Adds the user to the account, or replaces the roles of one who is there.
    package func upsert(account: Account.ID, user: User.ID, roles: [String]) throws(PostgresError) {
        try session.execute(
            """
            INSERT INTO membership (tenant_id, account_id, user_id, roles) VALUES (\(tenantID), \(account), \(user), \(roles))
            ON CONFLICT ON CONSTRAINT membership_pkey DO UPDATE SET roles = excluded.roles
            """, rows: 1)
    }

    package func find(account: Account.ID, user: User.ID) throws(PostgresError) -> MembershipRecord? {
        try session.first("\(Self.records) WHERE \(isListed) AND membership.account_id = \(account) AND membership.user_id = \(user)")
    }

    /// The newest first; of one account, of one user, and after a place in that order where these are given.
    package func page(
        account: Account.ID?, user: User.ID?, after place: PagePlace?, limit: Int
    ) throws(PostgresError) -> [MembershipRecord] {
        try session.all(
            """
            SELECT * FROM (
                \(Self.records)
                WHERE \(isListed) AND (\(account) IS NULL OR membership.account_id = \(account))
                    AND (\(user) IS NULL OR membership.user_id = \(user))
            ) AS listed
            WHERE \(place?.time) IS NULL OR (created_at, place) < (\(place?.time), \(place?.id))
            ORDER BY created_at DESC, place DESC LIMIT \(limit)
            """)
    }

    /// Takes everybody out of an account, or a user out of every account: at most so many. Returns how many.
    package func deleteAll(account: Account.ID?, user: User.ID?, limit: Int) throws(PostgresError) -> Int {
        try session.execute(
            """
            DELETE FROM membership
            WHERE tenant_id = \(tenantID) AND (account_id, user_id) IN (
                SELECT account_id, user_id FROM membership
                WHERE tenant_id = \(tenantID) AND (account_id = \(account) OR user_id = \(user))
                ORDER BY account_id, user_id LIMIT \(limit)
            )
            """)
    }

    /// `place` stands for both ids, so that a page can end at one place.
    private static let records: SQL = """
        SELECT membership.roles, membership.created_at, membership.user_id, account.public_id, app_user.email,
            md5(membership.account_id::text || membership.user_id::text)::uuid AS place
        FROM membership
        JOIN account ON account.tenant_id = membership.tenant_id AND account.id = membership.account_id
        JOIN app_user ON app_user.tenant_id = membership.tenant_id AND app_user.id = membership.user_id
        """
    private var isListed: SQL {
        "membership.tenant_id = \(tenantID) AND account.deleted_at IS NULL AND app_user.deleted_at IS NULL"
    }

    /// `false` when the user was not in the account.
    package func delete(account: Account.ID, user: User.ID) throws(PostgresError) -> Bool {
        try session.execute(
            "DELETE FROM membership WHERE tenant_id = \(tenantID) AND account_id = \(account) AND user_id = \(user)") == 1
    }
}

extension Membership: RowDecodable {
    package init(row: Row) throws(PostgresError) {
        try self.init(account: Account(row: row), userID: row["user_id"], roles: row["roles"])
    }
}

extension MembershipRecord: RowDecodable {
    package init(row: Row) throws(PostgresError) {
        try self.init(
            accountID: row["public_id"], userID: row["user_id"], email: row["email"], roles: row["roles"], createdAt: row["created_at"],
            place: row["place"])
    }
}
