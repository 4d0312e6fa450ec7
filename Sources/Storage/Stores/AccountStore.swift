import Foundation
package import Model
package import Postgres

/// The vendor's customers.
package struct AccountStore {
    let session: Session
    let tenantID: Tenant.ID

    package func find(publicID: String) throws(PostgresError) -> Account? {
        try session.first("SELECT \(Account.columns) FROM account WHERE tenant_id = \(tenantID) AND public_id = \(publicID)")
    }

    package func find(_ id: Account.ID) throws(PostgresError) -> Account? {
        try session.first("SELECT \(Account.columns) FROM account WHERE tenant_id = \(tenantID) AND id = \(id)")
    }

    package func all() throws(PostgresError) -> [Account] {
        try session.all("SELECT \(Account.columns) FROM account WHERE tenant_id = \(tenantID) ORDER BY created_at, id")
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
            WHERE tenant_id = \(tenantID) AND public_id = \(publicID)
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
