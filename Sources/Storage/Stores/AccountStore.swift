import Foundation
package import Model
package import Postgres

/// The vendor's customers.
package struct AccountStore {
    let session: Session
    let tenantID: Tenant.ID

    package func find(publicID: String) throws(PostgresError) -> Account? {
        try session.first(
            """
            SELECT \(Account.columns) FROM account WHERE tenant_id = \(tenantID) AND public_id = \(publicID) AND deleted_at IS NULL
            """)
    }

    package func find(_ id: Account.ID) throws(PostgresError) -> Account? {
        try session.first(
            "SELECT \(Account.columns) FROM account WHERE tenant_id = \(tenantID) AND id = \(id) AND deleted_at IS NULL")
    }

    package func all() throws(PostgresError) -> [Account] {
        try session.all(
            "SELECT \(Account.columns) FROM account WHERE tenant_id = \(tenantID) AND deleted_at IS NULL ORDER BY created_at, id")
    }

    /// The newest first; the live or the disabled ones, those whose name begins so, and after a place in that order where these are given.
    package func page(
        isDisabled: Bool?, namePrefix: String?, after place: PagePlace?, limit: Int
    ) throws(PostgresError) -> [Account] {
        try session.all(
            """
            SELECT \(Account.columns) FROM account
            WHERE tenant_id = \(tenantID) AND deleted_at IS NULL
                AND (\(isDisabled) IS NULL OR (disabled_at IS NOT NULL) = \(isDisabled))
                AND (\(namePrefix) IS NULL OR starts_with(name, \(namePrefix)))
                AND (\(place?.time) IS NULL OR (created_at, id) < (\(place?.time), \(place?.id)))
            ORDER BY created_at DESC, id DESC LIMIT \(limit)
            """)
    }

    /// The account, locked against other changes until this transaction ends.
    package func lock(publicID: String) throws(PostgresError) -> Account? {
        try session.first(
            """
            SELECT \(Account.columns) FROM account
            WHERE tenant_id = \(tenantID) AND public_id = \(publicID) AND deleted_at IS NULL
            FOR NO KEY UPDATE
            """)
    }

    /// The account, kept from being locked, put to sleep or deleted until this transaction ends.
    package func hold(publicID: String) throws(PostgresError) -> Account? {
        try session.first(
            """
            SELECT \(Account.columns) FROM account
            WHERE tenant_id = \(tenantID) AND public_id = \(publicID) AND deleted_at IS NULL
            FOR SHARE
            """)
    }

    /// At most 5 other accounts, by their ids on the wire, whose name looks like this one.
    package func lookalikes(of name: String, except publicID: String?) throws(PostgresError) -> [String] {
        let ids: [String]? = try session.value(
            """
            SELECT coalesce(array_agg(public_id ORDER BY public_id), '{}') FROM (
                SELECT public_id FROM account
                WHERE tenant_id = \(tenantID) AND name_key = name_skeleton(\(name)) AND deleted_at IS NULL
                    AND public_id IS DISTINCT FROM \(publicID)
                ORDER BY public_id LIMIT 5
            ) AS alike
            """)
        return ids ?? []
    }

    /// `nil` when there is no such account.
    package func rename(_ id: Account.ID, to name: String) throws(PostgresError) -> Account? {
        try session.first(
            """
            UPDATE account SET name = \(name) WHERE tenant_id = \(tenantID) AND id = \(id) AND deleted_at IS NULL
            RETURNING \(Account.columns)
            """)
    }

    /// For good; it sleeps from then on, if it did not before. `false` when there is no such account.
    package func markDeleted(_ id: Account.ID) throws(PostgresError) -> Bool {
        try session.execute(
            """
            UPDATE account SET deleted_at = tenant_now(), disabled_at = coalesce(disabled_at, tenant_now())
            WHERE tenant_id = \(tenantID) AND id = \(id) AND deleted_at IS NULL
            """) == 1
    }

    /// Throws `account_public_id_key` when the id is taken.
    package func insert(publicID: String, name: String) throws(PostgresError) -> Account {
        try session.one(
            """
            INSERT INTO account (tenant_id, public_id, name) VALUES (\(tenantID), \(publicID), \(name))
            RETURNING \(Account.columns)
            """)
    }

    /// `false` when there is no such account.
    package func setDisabled(_ disabled: Bool, publicID: String) throws(PostgresError) -> Bool {
        try session.execute(
            """
            UPDATE account SET disabled_at = CASE WHEN \(disabled) THEN coalesce(disabled_at, tenant_now()) END
            WHERE tenant_id = \(tenantID) AND public_id = \(publicID) AND deleted_at IS NULL
            """) == 1
    }
}

extension Account: RowDecodable {
    static let columns: SQL = "id, public_id, name, created_at, disabled_at"

    package init(row: Row) throws(PostgresError) {
        try self.init(
            id: row["id"], publicID: row["public_id"], name: row["name"], createdAt: row["created_at"], disabledAt: row["disabled_at"])
    }
}
