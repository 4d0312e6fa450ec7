package import Model
package import Postgres

/// Logos as fetched, one for a platform.
package struct PlatformLogoStore {
    let session: Session
    let tenantID: Tenant.ID

    package func find(clientID: String) throws(PostgresError) -> PlatformLogo? {
        try session.first(
            """
            SELECT media_type, content FROM platform_logo
            WHERE tenant_id = \(tenantID)
                AND platform_id = (SELECT id FROM platform WHERE tenant_id = \(tenantID) AND client_id = \(clientID))
            """)
    }

    package func exists(platform: Platform.ID) throws(PostgresError) -> Bool {
        try session.exists("SELECT FROM platform_logo WHERE tenant_id = \(tenantID) AND platform_id = \(platform)")
    }

    package func delete(platform: Platform.ID) throws(PostgresError) {
        try session.execute("DELETE FROM platform_logo WHERE tenant_id = \(tenantID) AND platform_id = \(platform)")
    }

    /// The live platforms whose logo is still to be fetched.
    package func missing() throws(PostgresError) -> [Platform] {
        try session.all(
            """
            SELECT \(Platform.columns) FROM platform
            WHERE tenant_id = \(tenantID) AND logo_url IS NOT NULL AND disabled_at IS NULL
                AND NOT EXISTS (
                    SELECT FROM platform_logo WHERE platform_logo.tenant_id = platform.tenant_id AND platform_logo.platform_id = platform.id
                )
            """)
    }

    /// Keeps the first logo that arrives from where the platform's still is.
    package func insert(_ logo: PlatformLogo, from url: String, platform: Platform.ID) throws(PostgresError) {
        try session.execute(
            """
            INSERT INTO platform_logo (tenant_id, platform_id, media_type, content)
            SELECT tenant_id, id, \(logo.mediaType), \(logo.content) FROM platform
            WHERE tenant_id = \(tenantID) AND id = \(platform) AND logo_url = \(url)
            ON CONFLICT ON CONSTRAINT platform_logo_pkey DO NOTHING
            """)
    }
}

extension PlatformLogo: RowDecodable {
    package init(row: Row) throws(PostgresError) {
        try self.init(mediaType: row["media_type"], content: row["content"])
    }
}
