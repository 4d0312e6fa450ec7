package import Model
package import Postgres

/// What applications and personal tokens may do, rule by rule.
package struct ScopeRecordStore {
    let session: Session
    let tenantID: Tenant.ID

    package func all(platform: Platform.ID) throws(PostgresError) -> [ScopeRecord] {
        try session.all(
            "SELECT effect, actions, accounts FROM scope_record WHERE tenant_id = \(tenantID) AND platform_id = \(platform) ORDER BY position"
        )
    }

    package func all(token: PersonalAccessToken.ID) throws(PostgresError) -> [ScopeRecord] {
        try session.all(
            """
            SELECT effect, actions, accounts FROM scope_record
            WHERE tenant_id = \(tenantID) AND personal_access_token_id = \(token) ORDER BY position
            """)
    }

    /// Puts these rules in the place of those the platform had.
    package func replace(_ records: [ScopeRecord], platform: Platform.ID) throws(PostgresError) {
        try session.execute("DELETE FROM scope_record WHERE tenant_id = \(tenantID) AND platform_id = \(platform)")
        for (position, record) in records.enumerated() {
            try session.execute(
                """
                INSERT INTO scope_record (tenant_id, platform_id, position, effect, actions, accounts)
                VALUES (\(tenantID), \(platform), \(position), \(record.effect), \(record.actions), \(record.accounts))
                """, rows: 1)
        }
    }

    package func insert(_ records: [ScopeRecord], token: PersonalAccessToken.ID) throws(PostgresError) {
        for (position, record) in records.enumerated() {
            try session.execute(
                """
                INSERT INTO scope_record (tenant_id, personal_access_token_id, position, effect, actions, accounts)
                VALUES (\(tenantID), \(token), \(position), \(record.effect), \(record.actions), \(record.accounts))
                """, rows: 1)
        }
    }
}

extension ScopeRecord: RowDecodable {
    package init(row: Row) throws(PostgresError) {
        try self.init(effect: row["effect"], actions: row["actions"], accounts: row["accounts"])
    }
}
