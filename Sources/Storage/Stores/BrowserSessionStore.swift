import Foundation
package import Model
package import Postgres

/// Browsers in which somebody is signed in, as hashes of their cookies.
package struct BrowserSessionStore {
    let session: Session
    let tenantID: Tenant.ID

    /// With an account it is good in that one only.
    package func insert(_ hash: TokenHash, user: User.ID, account: Account.ID? = nil, lifetime: Duration) throws(PostgresError) {
        try session.execute(
            """
            INSERT INTO browser_session (tenant_id, session_hash, user_id, account_id, expires_at)
            VALUES (\(tenantID), \(hash), \(user), \(account), tenant_now() + \(lifetime))
            """, rows: 1)
    }

    /// The session, if it has not ended, its user is live, and so is the membership in the one account it is for, if there is one.
    package func findLive(_ hashes: [TokenHash]) throws(PostgresError) -> BrowserSession? {
        try session.first(
            """
            SELECT browser_session.id AS session_id, browser_session.account_id, browser_session.expires_at,
                app_user.id, app_user.email, app_user.name, app_user.created_at, app_user.disabled_at
            FROM browser_session
            JOIN app_user ON app_user.tenant_id = browser_session.tenant_id AND app_user.id = browser_session.user_id
            WHERE browser_session.tenant_id = \(tenantID) AND browser_session.session_hash = ANY(\(hashes))
                AND browser_session.ended_at IS NULL AND browser_session.expires_at > tenant_now() AND app_user.disabled_at IS NULL
                AND (browser_session.account_id IS NULL OR EXISTS (
                    SELECT FROM membership
                    JOIN account ON account.tenant_id = membership.tenant_id AND account.id = membership.account_id
                    WHERE membership.tenant_id = browser_session.tenant_id AND membership.account_id = browser_session.account_id
                        AND membership.user_id = browser_session.user_id AND account.disabled_at IS NULL
                ))
            """)
    }

    /// Whether a session that was found has not ended since.
    package func isLive(_ id: BrowserSession.ID) throws(PostgresError) -> Bool {
        try session.value(
            """
            SELECT EXISTS (
                SELECT FROM browser_session
                WHERE tenant_id = \(tenantID) AND id = \(id) AND ended_at IS NULL AND expires_at > tenant_now()
            )
            """) ?? false
    }

    package func end(_ hashes: [TokenHash]) throws(PostgresError) {
        try session.execute(
            """
            UPDATE browser_session SET ended_at = tenant_now()
            WHERE tenant_id = \(tenantID) AND session_hash = ANY(\(hashes)) AND ended_at IS NULL
            """)
    }

    /// Ends every session of a user, as after a change of password.
    package func endAll(user: User.ID) throws(PostgresError) {
        try session.execute(
            "UPDATE browser_session SET ended_at = tenant_now() WHERE tenant_id = \(tenantID) AND user_id = \(user) AND ended_at IS NULL")
    }

    /// Ends the sessions that are confined to this account.
    package func endAll(confinedTo account: Account.ID) throws(PostgresError) {
        try session.execute(
            """
            UPDATE browser_session SET ended_at = tenant_now()
            WHERE tenant_id = \(tenantID) AND account_id = \(account) AND ended_at IS NULL AND user_id IN (
                SELECT user_id FROM membership WHERE tenant_id = \(tenantID) AND account_id = \(account)
            )
            """)
    }
}

extension BrowserSession: RowDecodable {
    package init(row: Row) throws(PostgresError) {
        try self.init(id: row["session_id"], user: User(row: row), accountID: row["account_id"], expiresAt: row["expires_at"])
    }
}
