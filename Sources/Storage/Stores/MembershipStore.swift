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
