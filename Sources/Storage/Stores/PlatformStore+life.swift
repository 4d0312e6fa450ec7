package import Model
package import Postgres

/// What a platform's registration goes through.
extension PlatformStore {
    /// Locks the row: whoever changes the platform, or lets somebody allow it, comes before or after.
    package func lock(clientID: String) throws(PostgresError) -> Platform? {
        try session.first(
            """
            SELECT \(Platform.columns) FROM platform
            WHERE tenant_id = \(tenantID) AND client_id = \(clientID) AND deleted_at IS NULL
            FOR NO KEY UPDATE
            """)
    }

    /// Keeps the platform as it is until this transaction ends: who changes it waits, and then sees what was made meanwhile.
    package func hold(_ id: Platform.ID) throws(PostgresError) -> Platform? {
        try session.first(
            "SELECT \(Platform.columns) FROM platform WHERE tenant_id = \(tenantID) AND id = \(id) AND deleted_at IS NULL FOR SHARE")
    }

    /// The newest first; those the filter lets through, after a place in that order where it is given.
    package func page(_ filter: PlatformFilter, after place: PagePlace?, limit: Int) throws(PostgresError) -> [Platform] {
        try session.all(
            """
            SELECT \(Platform.columns) FROM platform
            WHERE tenant_id = \(tenantID) AND deleted_at IS NULL
                AND (\(filter.namePrefix) IS NULL OR starts_with(lower(name), lower(\(filter.namePrefix))))
                AND (\(filter.isDisabled) IS NULL OR (disabled_at IS NOT NULL) = \(filter.isDisabled))
                AND (\(filter.owner) IS NULL OR owner_account_id = \(filter.owner))
                AND (\(filter.grantType) IS NULL OR \(filter.grantType) = ANY(grant_types))
                AND (\(place?.time) IS NULL OR (created_at, id) < (\(place?.time), \(place?.id)))
            ORDER BY created_at DESC, id DESC LIMIT \(limit)
            """)
    }

    /// Puts these values in the place of those the platform has. `nil` when there is no such platform.
    package func update(_ id: Platform.ID, _ new: PlatformFields) throws(PostgresError) -> Platform? {
        try session.first(
            """
            UPDATE platform SET name = \(new.name), description = \(new.description), url = \(new.url),
                redirect_uris = \(new.redirectURIs), logo_url = \(new.logoURL), scopes = \(new.scopes), requires_pkce = \(new.requiresPKCE)
            WHERE tenant_id = \(tenantID) AND id = \(id) AND deleted_at IS NULL
            RETURNING \(Platform.columns)
            """)
    }

    /// Marks the platform as deleted and ends every code, token and remembered consent at once. `false` when there is no such platform.
    package func delete(_ id: Platform.ID) throws(PostgresError) -> Bool {
        try session.execute(
            """
            UPDATE platform SET deleted_at = tenant_now(), disabled_at = coalesce(disabled_at, tenant_now()), generation = generation + 1
            WHERE tenant_id = \(tenantID) AND id = \(id) AND deleted_at IS NULL
            """) == 1
    }

    /// A platform that was deleted while something still hangs on it, locked: an end that was cut short can be carried on.
    package func lockUnfinished(clientID: String) throws(PostgresError) -> Platform? {
        try session.first(
            """
            SELECT \(Platform.columns) FROM platform
            WHERE tenant_id = \(tenantID) AND client_id = \(clientID) AND deleted_at IS NOT NULL AND \(hasLeft)
            FOR NO KEY UPDATE
            """)
    }

    /// The applications an account registered for itself, live or deleted while something still hangs on them.
    package func unfinished(ownedBy account: Account.ID) throws(PostgresError) -> [Platform] {
        try session.all(
            """
            SELECT \(Platform.columns) FROM platform
            WHERE tenant_id = \(tenantID) AND owner_account_id = \(account) AND (deleted_at IS NULL OR \(hasLeft))
            ORDER BY created_at, id
            """)
    }

    private var hasLeft: SQL {
        """
        (EXISTS (
            SELECT FROM account_grant
            WHERE account_grant.tenant_id = \(tenantID) AND account_grant.platform_id = platform.id AND revoked_at IS NULL
        ) OR EXISTS (
            SELECT FROM webhook_endpoint
            WHERE webhook_endpoint.tenant_id = \(tenantID) AND webhook_endpoint.platform_id = platform.id
        ))
        """
    }

    /// The ids on the wire, those of deleted platforms among them: what they did is still on record.
    package func clientIDs(of ids: [Platform.ID]) throws(PostgresError) -> [Platform.ID: String] {
        let names: [PlatformName] = try session.all(
            "SELECT id, client_id FROM platform WHERE tenant_id = \(tenantID) AND id = ANY(\(ids))")
        return Dictionary(names.map { ($0.id, $0.clientID) }) { first, _ in first }
    }
}

/// Which platforms a list is to hold; what is `nil` lets all through.
package struct PlatformFilter: Sendable {
    /// In letters of either case.
    package var namePrefix: String?
    package var isDisabled: Bool?
    package var owner: Account.ID?
    package var grantType: String?

    package init(namePrefix: String? = nil, isDisabled: Bool? = nil, owner: Account.ID? = nil, grantType: String? = nil) {
        self.namePrefix = namePrefix
        self.isDisabled = isDisabled
        self.owner = owner
        self.grantType = grantType
    }
}

private struct PlatformName: RowDecodable {
    let id: Platform.ID
    let clientID: String

    init(row: Row) throws(PostgresError) {
        id = try row["id"]
        clientID = try row["client_id"]
    }
}
