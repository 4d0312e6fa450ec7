import Foundation
package import Model
import OAuth
package import Postgres

/// Registered OAuth clients.
package struct PlatformStore {
    let session: Session
    let tenantID: Tenant.ID

    package func find(clientID: String) throws(PostgresError) -> Platform? {
        try session.first(
            """
            SELECT \(Platform.columns) FROM platform
            WHERE tenant_id = \(tenantID) AND client_id = \(clientID) AND deleted_at IS NULL
            """)
    }

    package func find(_ id: Platform.ID) throws(PostgresError) -> Platform? {
        try session.first(
            "SELECT \(Platform.columns) FROM platform WHERE tenant_id = \(tenantID) AND id = \(id) AND deleted_at IS NULL")
    }

    package func all() throws(PostgresError) -> [Platform] {
        try session.all(
            "SELECT \(Platform.columns) FROM platform WHERE tenant_id = \(tenantID) AND deleted_at IS NULL ORDER BY created_at, id")
    }

    package func insert(_ platform: NewPlatform) throws(PostgresError) -> Platform {
        try session.one(
            """
            INSERT INTO platform
                (tenant_id, client_id, name, description, url, redirect_uris, logo_url, webhook_url, scopes, grant_types, is_public,
                requires_pkce, owner_account_id)
            VALUES (\(tenantID), \(platform.clientID), \(platform.name), \(platform.description), \(platform.url), \(platform.redirectURIs),
                \(platform.logoURL), \(platform.webhookURL), \(platform.scopes), \(platform.grantTypes.map(\.rawValue)),
                \(platform.isPublic), \(platform.requiresPKCE), \(platform.ownerAccountID))
            RETURNING \(Platform.columns)
            """)
    }

    /// The live platform of this id, if it is public: it has nothing to prove itself with.
    package func findPublic(clientID: String) throws(PostgresError) -> Platform? {
        try session.first(
            """
            SELECT \(Platform.columns) FROM platform
            WHERE tenant_id = \(tenantID) AND client_id = \(clientID) AND is_public AND disabled_at IS NULL
            """)
    }

    /// The applications an account registered for itself.
    package func all(ownedBy account: Account.ID) throws(PostgresError) -> [Platform] {
        try session.all(
            """
            SELECT \(Platform.columns) FROM platform
            WHERE tenant_id = \(tenantID) AND owner_account_id = \(account) AND deleted_at IS NULL ORDER BY created_at, id
            """)
    }

    /// Ends every code, token and remembered consent of the platform at once. `false` when there is no such platform.
    package func raiseGeneration(clientID: String) throws(PostgresError) -> Bool {
        try session.execute(
            "UPDATE platform SET generation = generation + 1 WHERE tenant_id = \(tenantID) AND client_id = \(clientID)") == 1
    }

    /// `false` when there is no such platform.
    package func setDisabled(_ disabled: Bool, clientID: String) throws(PostgresError) -> Bool {
        try session.execute(
            """
            UPDATE platform SET disabled_at = CASE WHEN \(disabled) THEN coalesce(disabled_at, tenant_now()) END
            WHERE tenant_id = \(tenantID) AND client_id = \(clientID) AND deleted_at IS NULL
            """) == 1
    }
}

extension Platform: RowDecodable {
    static let columns: SQL = """
        id, client_id, name, description, url, redirect_uris, logo_url, webhook_url, scopes, grant_types, is_public, requires_pkce,
        generation, owner_account_id, created_at, disabled_at
        """
    /// The same, for a join that has other tables' columns of these names.
    static let joinedColumns: SQL = """
        platform.id, platform.client_id, platform.name, platform.description, platform.url, platform.redirect_uris, platform.logo_url,
        platform.webhook_url, platform.scopes, platform.grant_types, platform.is_public, platform.requires_pkce, platform.generation,
        platform.owner_account_id, platform.created_at, platform.disabled_at
        """

    package init(row: Row) throws(PostgresError) {
        let grantTypes: [String] = try row["grant_types"]
        try self.init(
            id: row["id"], clientID: row["client_id"], name: row["name"], description: row["description"], url: row["url"],
            redirectURIs: row["redirect_uris"], logoURL: row["logo_url"], webhookURL: row["webhook_url"], scopes: row["scopes"],
            grantTypes: grantTypes.map(GrantType.init(rawValue:)), isPublic: row["is_public"], requiresPKCE: row["requires_pkce"],
            generation: row["generation"], ownerAccountID: row["owner_account_id"], createdAt: row["created_at"],
            disabledAt: row["disabled_at"])
    }
}
