package import Foundation
package import Model
package import Postgres

/// What is on record about tokens of every kind.
package struct TokenRecordStore {
    let session: Session
    let tenantID: Tenant.ID

    /// `endsWithSecret`: whether tokens end with the platform secret that obtained them.
    package func find(_ id: UUID, endsWithSecret: Bool) throws(PostgresError) -> TokenRecord? {
        let rows = TokenRecordRows(tenantID: tenantID, endsWithSecret: endsWithSecret)
        return try session.first(
            """
            \(rows.access("token.id = \(id)")) UNION ALL \(rows.refresh("token.id = \(id)"))
            UNION ALL \(rows.personal("token.id = \(id)"))
            """)
    }

    /// The token with one of these hashes: each kind has its own.
    package func find(_ hashes: TokenRecordHashes, endsWithSecret: Bool) throws(PostgresError) -> TokenRecord? {
        let rows = TokenRecordRows(tenantID: tenantID, endsWithSecret: endsWithSecret)
        return try session.first(
            """
            \(rows.access("token.token_hash = ANY(\(hashes.access))")) UNION ALL \(rows.refresh("token.token_hash = ANY(\(hashes.refresh))"))
            UNION ALL \(rows.personal("token.token_hash = ANY(\(hashes.personal))"))
            """)
    }

    /// The newest first, at most `limit`, after a place in that order.
    package func page(
        _ filter: TokenRecordFilter, endsWithSecret: Bool, after place: PagePlace?, limit: Int
    ) throws(PostgresError) -> [TokenRecord] {
        let rows = TokenRecordRows(tenantID: tenantID, endsWithSecret: endsWithSecret)
        var condition: SQL = "true"
        if let place { condition = "(token.created_at, token.id) < (\(place.time), \(place.id))" }
        if let account = filter.account { condition = "\(condition) AND account.id = \(account)" }
        // A personal token has neither grant nor platform.
        var granted = condition
        if let grant = filter.grant { granted = "\(granted) AND account_grant.id = \(grant)" }
        if let platform = filter.platform { granted = "\(granted) AND account_grant.platform_id = \(platform)" }
        let hasNoPersonal = filter.grant != nil || filter.platform != nil
        let tail: SQL = "ORDER BY token.created_at DESC, token.id DESC LIMIT \(limit)"
        let access: SQL = "(\(rows.access(granted, state: filter.state, tail: tail)))"
        let refresh: SQL = "(\(rows.refresh(granted, state: filter.state, tail: tail)))"
        let personal: SQL = "(\(rows.personal(hasNoPersonal ? "false" : condition, state: filter.state, tail: tail)))"
        let arms: SQL =
            switch filter.kind {
            case .access: access
            case .refresh: refresh
            case .personal: personal
            case nil where hasNoPersonal: "\(access) UNION ALL \(refresh)"
            case nil: "\(access) UNION ALL \(refresh) UNION ALL \(personal)"
            }
        return try session.all("SELECT * FROM (\(arms)) AS found ORDER BY created_at DESC, id DESC LIMIT \(limit)")
    }
}

/// Which tokens are listed; `nil`: all.
package struct TokenRecordFilter: Sendable {
    package var kind: TokenRecord.Kind?
    package var state: TokenRecord.State?
    package var grant: Grant.ID?
    package var platform: Platform.ID?
    package var account: Account.ID?

    package init() {}
}

/// What one text would be stored as, by the kind of token it might be.
package struct TokenRecordHashes: Sendable {
    package let access: [TokenHash]
    package let refresh: [TokenHash]
    package let personal: [TokenHash]

    package init(access: [TokenHash], refresh: [TokenHash], personal: [TokenHash]) {
        self.access = access
        self.refresh = refresh
        self.personal = personal
    }
}

extension TokenRecord: RowDecodable {
    package init(row: Row) throws(PostgresError) {
        try self.init(
            id: row["id"], kind: row["kind"], state: row["state"], grantID: row["grant_id"], familyID: row["family_id"],
            accountID: row["public_id"], clientID: row["client_id"], userID: row["user_id"], scopes: row["scopes"],
            createdAt: row["created_at"], expiresAt: row["expires_at"], revokedAt: row["revoked_at"])
    }
}
