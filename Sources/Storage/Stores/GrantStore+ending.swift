package import Model
package import Postgres

/// Ending many grants, some at a time.
extension GrantStore {
    /// Locks live grants of a holder, at most so many, in the order of `lockAll`: the accounts' own first.
    package func lockLive(of holder: Holder, limit: Int) throws(PostgresError) -> [Grant] {
        let condition: SQL =
            switch holder {
            case .account(let id): "account_id = \(id)"
            case .platform(let id): "platform_id = \(id)"
            case .user(let id): "user_id = \(id)"
            case .grants(let ids): "id = ANY(\(ids))"
            case .family(_, of: let id), .accessToken(_, of: let id): "id = \(id)"
            }
        return try session.all(
            """
            SELECT \(Grant.columns) FROM account_grant
            WHERE tenant_id = \(tenantID) AND \(condition) AND revoked_at IS NULL
            ORDER BY user_id IS NOT NULL, id LIMIT \(limit)
            FOR NO KEY UPDATE
            """)
    }

    /// Ends these grants for good and says how many were live.
    package func revokeAll(_ ids: [Grant.ID], by revoker: Grant.Revoker) throws(PostgresError) -> Int {
        try session.execute(
            """
            UPDATE account_grant SET revoked_at = tenant_now(), revoked_by = \(revoker)
            WHERE tenant_id = \(tenantID) AND id = ANY(\(ids)) AND revoked_at IS NULL
            """)
    }

    /// Leaves a live grant with these scopes only; whose word it is stays. `false` when it was not live.
    package func narrow(_ id: Grant.ID, to scopes: [String]) throws(PostgresError) -> Bool {
        try session.execute(
            """
            UPDATE account_grant SET scopes = \(scopes) WHERE tenant_id = \(tenantID) AND id = \(id) AND revoked_at IS NULL
            """) == 1
    }
}
