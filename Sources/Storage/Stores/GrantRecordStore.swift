import Foundation
package import Model
package import Postgres

/// Grants as the management API lists them.
package struct GrantRecordStore {
    let session: Session
    let tenantID: Tenant.ID

    package func find(_ id: Grant.ID) throws(PostgresError) -> GrantRecord? {
        try session.first("\(Self.records) WHERE account_grant.tenant_id = \(tenantID) AND account_grant.id = \(id)")
    }

    /// The newest first; those on which something hangs, of one state, and after a place in that order where these are given.
    package func page(
        account: Account.ID?, platform: Platform.ID?, user: User.ID?, state: GrantRecord.State?, after place: PagePlace?, limit: Int
    ) throws(PostgresError) -> [GrantRecord] {
        var condition: SQL = "account_grant.tenant_id = \(tenantID)"
        if let account { condition = "\(condition) AND account_grant.account_id = \(account)" }
        if let platform { condition = "\(condition) AND account_grant.platform_id = \(platform)" }
        if let user { condition = "\(condition) AND account_grant.user_id = \(user)" }
        switch state {
        case .allowed: condition = "\(condition) AND account_grant.revoked_at IS NULL AND account_grant.connected_at IS NULL"
        case .live: condition = "\(condition) AND account_grant.revoked_at IS NULL AND account_grant.connected_at IS NOT NULL"
        case .revoked: condition = "\(condition) AND account_grant.revoked_at IS NOT NULL"
        case nil: break
        }
        return try session.all(
            """
            \(Self.records)
            WHERE \(condition) AND (\(place?.time) IS NULL OR (\(Self.order), account_grant.id) < (\(place?.time), \(place?.id)))
            ORDER BY \(Self.order) DESC, account_grant.id DESC LIMIT \(limit)
            """)
    }

    /// Approval moves when an account connects again; the place in a list must not.
    private static let order: SQL = "coalesce(account_grant.created_at, timestamptz 'epoch')"
    private static let records: SQL = """
        SELECT \(Grant.joinedColumns), account.public_id, platform.client_id, account_grant.created_at
        FROM account_grant
        JOIN account ON account.tenant_id = account_grant.tenant_id AND account.id = account_grant.account_id
        JOIN platform ON platform.tenant_id = account_grant.tenant_id AND platform.id = account_grant.platform_id
        """
}

extension GrantRecord: RowDecodable {
    package init(row: Row) throws(PostgresError) {
        try self.init(grant: Grant(row: row), accountID: row["public_id"], clientID: row["client_id"], createdAt: row["created_at"])
    }
}
