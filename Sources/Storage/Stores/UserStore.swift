import Foundation
package import Model
package import Postgres

/// People, their addresses and the stored hashes of their passwords.
package struct UserStore {
    let session: Session
    let tenantID: Tenant.ID

    package func find(_ email: EmailAddress) throws(PostgresError) -> User? {
        try session.first(
            """
            SELECT \(User.columns) FROM app_user WHERE tenant_id = \(tenantID) AND email_key = \(email.key) AND deleted_at IS NULL
            """)
    }

    package func find(_ id: User.ID) throws(PostgresError) -> User? {
        try session.first(
            "SELECT \(User.columns) FROM app_user WHERE tenant_id = \(tenantID) AND id = \(id) AND deleted_at IS NULL")
    }

    /// The same of somebody who may have been deleted since: what they approved for an account is still the account's.
    package func findEvenDeleted(_ id: User.ID) throws(PostgresError) -> User? {
        try session.first("SELECT \(User.columns) FROM app_user WHERE tenant_id = \(tenantID) AND id = \(id)")
    }

    /// The user who may sign in under this address, with the stored hash of the password.
    package func findCredentials(_ email: EmailAddress) throws(PostgresError) -> UserCredentials? {
        try session.first(
            """
            SELECT \(User.columns), password_hash FROM app_user
            WHERE tenant_id = \(tenantID) AND email_key = \(email.key) AND disabled_at IS NULL
            """)
    }

    /// The same, locked against a change of password until this transaction ends.
    package func lockCredentials(_ email: EmailAddress) throws(PostgresError) -> UserCredentials? {
        try session.first(
            """
            SELECT \(User.columns), password_hash FROM app_user
            WHERE tenant_id = \(tenantID) AND email_key = \(email.key) AND disabled_at IS NULL
            FOR SHARE
            """)
    }

    package func all() throws(PostgresError) -> [User] {
        try session.all(
            "SELECT \(User.columns) FROM app_user WHERE tenant_id = \(tenantID) AND deleted_at IS NULL ORDER BY created_at, id")
    }

    /// The newest first; of one account, the live or the disabled ones, and after a place in that order where these are given.
    package func page(
        account: Account.ID?, isDisabled: Bool?, after place: PagePlace?, limit: Int
    ) throws(PostgresError) -> [User] {
        try session.all(
            """
            SELECT \(User.columns) FROM app_user
            WHERE tenant_id = \(tenantID) AND deleted_at IS NULL
                AND (\(isDisabled) IS NULL OR (disabled_at IS NOT NULL) = \(isDisabled))
                AND (\(account) IS NULL OR id IN (
                    SELECT user_id FROM membership WHERE tenant_id = \(tenantID) AND account_id = \(account)
                ))
                AND (\(place?.time) IS NULL OR (created_at, id) < (\(place?.time), \(place?.id)))
            ORDER BY created_at DESC, id DESC LIMIT \(limit)
            """)
    }

    /// The user, locked against other changes, and against being held as an approver, until this transaction ends.
    package func lock(_ id: User.ID) throws(PostgresError) -> User? {
        try session.first(
            """
            SELECT \(User.columns) FROM app_user WHERE tenant_id = \(tenantID) AND id = \(id) AND deleted_at IS NULL
            FOR NO KEY UPDATE
            """)
    }

    /// The user, kept from being locked, put to sleep or deleted until this transaction ends.
    package func hold(_ id: User.ID) throws(PostgresError) -> User? {
        try session.first(
            "SELECT \(User.columns) FROM app_user WHERE tenant_id = \(tenantID) AND id = \(id) AND deleted_at IS NULL FOR SHARE")
    }

    /// Throws `app_user_email_key` when the address is taken. `nil` when there is no such user.
    package func update(_ id: User.ID, email: EmailAddress, name: String?) throws(PostgresError) -> User? {
        try session.first(
            """
            UPDATE app_user SET email = \(email.text), email_key = \(email.key), name = \(name)
            WHERE tenant_id = \(tenantID) AND id = \(id) AND deleted_at IS NULL
            RETURNING \(User.columns)
            """)
    }

    /// Forgets who it was, for good, and frees the address. `false` when there is no such user.
    package func erase(_ id: User.ID) throws(PostgresError) -> Bool {
        try session.execute(
            """
            UPDATE app_user SET deleted_at = tenant_now(), disabled_at = coalesce(disabled_at, tenant_now()), name = NULL,
                password_hash = NULL, email = 'deleted-' || id || '@deleted.invalid', email_key = 'deleted-' || id || '@deleted.invalid'
            WHERE tenant_id = \(tenantID) AND id = \(id) AND deleted_at IS NULL
            """) == 1
    }

    /// Throws `app_user_email_key` when the address is taken.
    package func insert(_ email: EmailAddress, name: String?, passwordHash: PasswordHash?) throws(PostgresError) -> User {
        try session.one(
            """
            INSERT INTO app_user (tenant_id, email, email_key, name, password_hash)
            VALUES (\(tenantID), \(email.text), \(email.key), \(name), \(passwordHash))
            RETURNING \(User.columns)
            """)
    }

    /// A new user without a password. `nil` when the address is taken.
    package func insertUnlessTaken(_ email: EmailAddress) throws(PostgresError) -> User? {
        try session.first(
            """
            INSERT INTO app_user (tenant_id, email, email_key) VALUES (\(tenantID), \(email.text), \(email.key))
            ON CONFLICT ON CONSTRAINT app_user_email_key DO NOTHING
            RETURNING \(User.columns)
            """)
    }

    /// `false` when there is no such user.
    package func setPasswordHash(_ hash: PasswordHash, user: User.ID) throws(PostgresError) -> Bool {
        try session.execute(
            """
            UPDATE app_user SET password_hash = \(hash) WHERE tenant_id = \(tenantID) AND id = \(user) AND deleted_at IS NULL
            """) == 1
    }

    /// `false` when there is no such user.
    package func setDisabled(_ disabled: Bool, email: EmailAddress) throws(PostgresError) -> Bool {
        try session.execute(
            """
            UPDATE app_user SET disabled_at = CASE WHEN \(disabled) THEN coalesce(disabled_at, tenant_now()) END
            WHERE tenant_id = \(tenantID) AND email_key = \(email.key) AND deleted_at IS NULL
            """) == 1
    }
}

extension UserStore {
    /// `false` when there is no such user.
    package func setDisabled(_ disabled: Bool, user: User.ID) throws(PostgresError) -> Bool {
        try session.execute(
            """
            UPDATE app_user SET disabled_at = CASE WHEN \(disabled) THEN coalesce(disabled_at, tenant_now()) END
            WHERE tenant_id = \(tenantID) AND id = \(user) AND deleted_at IS NULL
            """) == 1
    }
}

/// A user and the stored hash of the password, if one was set.
package struct UserCredentials: Sendable, RowDecodable {
    package let user: User
    package let passwordHash: PasswordHash?

    package init(row: Row) throws(PostgresError) {
        user = try User(row: row)
        passwordHash = try row["password_hash"]
    }
}

extension User: RowDecodable {
    static let columns: SQL = "id, email, name, created_at, disabled_at"

    package init(row: Row) throws(PostgresError) {
        try self.init(id: row["id"], email: row["email"], name: row["name"], createdAt: row["created_at"], disabledAt: row["disabled_at"])
    }
}
