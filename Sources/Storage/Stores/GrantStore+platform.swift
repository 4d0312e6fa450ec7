package import Model
package import Postgres

/// What happens to all live grants of a platform. In batches, each locked in the order others take them in: the accounts' own first.
extension GrantStore {
    /// How many live grants the platform has, and what scopes it is left with would do to them.
    package func census(platform: Platform.ID, keeping scopes: [String]) throws(PostgresError) -> GrantCensus {
        try session.one(
            """
            SELECT count(*) AS live,
                count(*) FILTER (WHERE NOT scopes <@ \(scopes) AND scopes && \(scopes)) AS narrowed,
                count(*) FILTER (WHERE scopes <> '{}' AND NOT scopes && \(scopes)) AS emptied
            FROM account_grant
            WHERE tenant_id = \(tenantID) AND platform_id = \(platform) AND revoked_at IS NULL
            """)
    }

    /// Locks live grants of the platform, of which each has a scope that is not among these.
    package func lock(platform: Platform.ID, beyond scopes: [String], limit: Int) throws(PostgresError) -> [HeldGrant] {
        try session.all(
            """
            \(HeldGrant.held)
            WHERE \(isLive(of: platform)) AND NOT account_grant.scopes <@ \(scopes)
            ORDER BY account_grant.user_id IS NOT NULL, account_grant.id LIMIT \(limit)
            FOR NO KEY UPDATE OF account_grant
            """)
    }

    /// Locks live grants of the platform that were allowed in an earlier generation than this.
    package func lock(platform: Platform.ID, before generation: Int, limit: Int) throws(PostgresError) -> [HeldGrant] {
        try session.all(
            """
            \(HeldGrant.held)
            WHERE \(isLive(of: platform)) AND account_grant.generation < \(generation)
            ORDER BY account_grant.user_id IS NOT NULL, account_grant.id LIMIT \(limit)
            FOR NO KEY UPDATE OF account_grant
            """)
    }

    /// Takes every scope from these grants that is not among those kept.
    package func narrow(_ ids: [Grant.ID], keeping scopes: [String]) throws(PostgresError) {
        try session.execute(
            """
            UPDATE account_grant SET scopes = ARRAY(
                SELECT scope FROM unnest(scopes) WITH ORDINALITY AS held (scope, place) WHERE scope = ANY(\(scopes)) ORDER BY place
            )
            WHERE tenant_id = \(tenantID) AND id = ANY(\(ids)) AND revoked_at IS NULL
            """)
    }

    private func isLive(of platform: Platform.ID) -> SQL {
        """
        account_grant.tenant_id = \(tenantID) AND account_grant.platform_id = \(platform) AND account_grant.revoked_at IS NULL
        """
    }
}

/// How many live grants there are, and what some change does to them.
package struct GrantCensus: Sendable, RowDecodable {
    package let live: Int
    /// Those that lose a scope and keep one.
    package let narrowed: Int
    /// Those that lose all.
    package let emptied: Int

    package init(row: Row) throws(PostgresError) {
        live = try row["live"]
        narrowed = try row["narrowed"]
        emptied = try row["emptied"]
    }
}

/// A grant, locked, with what is told of it.
package struct HeldGrant: Sendable, RowDecodable {
    package let grant: Grant
    package let account: Account
    /// Of the user whose grant it is.
    package let email: String?

    static let held: SQL = """
        SELECT \(Grant.joinedColumns), account.public_id, account.name AS account_name, account.created_at AS account_created_at,
            account.disabled_at AS account_disabled_at, app_user.email
        FROM account_grant
        JOIN account ON account.tenant_id = account_grant.tenant_id AND account.id = account_grant.account_id
        LEFT JOIN app_user ON app_user.tenant_id = account_grant.tenant_id AND app_user.id = account_grant.user_id
        """

    package init(row: Row) throws(PostgresError) {
        grant = try Grant(row: row)
        account = try Account(
            id: row["account_id"], publicID: row["public_id"], name: row["account_name"], createdAt: row["account_created_at"],
            disabledAt: row["account_disabled_at"])
        email = try row["email"]
    }
}
