import Foundation
package import Model
package import Postgres

/// People, their addresses and the stored hashes of their passwords.
package struct UserStore {
    let session: Session
    let tenantID: Tenant.ID

    package func find(_ email: EmailAddress) throws(PostgresError) -> User? {
        try session.first("SELECT \(User.columns) FROM app_user WHERE tenant_id = \(tenantID) AND email_key = \(email.key)")
    }

    package func find(_ id: User.ID) throws(PostgresError) -> User? {
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
        try session.all("SELECT \(User.columns) FROM app_user WHERE tenant_id = \(tenantID) ORDER BY created_at, id")
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
        try session.execute("UPDATE app_user SET password_hash = \(hash) WHERE tenant_id = \(tenantID) AND id = \(user)") == 1
    }

    /// `false` when there is no such user.
    package func setDisabled(_ disabled: Bool, email: EmailAddress) throws(PostgresError) -> Bool {
        try session.execute(
            """
            UPDATE app_user SET disabled_at = CASE WHEN \(disabled) THEN coalesce(disabled_at, tenant_now()) END
            WHERE tenant_id = \(tenantID) AND email_key = \(email.key)
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
