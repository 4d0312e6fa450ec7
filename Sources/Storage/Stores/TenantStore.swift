import Foundation
package import Model
package import Postgres

/// The registry of vendors: readable without a tenant, written only as the tenant the transaction is for.
package struct TenantStore {
    let session: Session

    package func find(slug: String) throws(PostgresError) -> Tenant? {
        try session.first("SELECT \(Tenant.columns) FROM tenant WHERE slug = \(slug)")
    }

    package func find(_ id: Tenant.ID) throws(PostgresError) -> Tenant? {
        try session.first("SELECT \(Tenant.columns) FROM tenant WHERE id = \(id)")
    }

    /// `host` in lower case, without a port.
    package func find(host: String) throws(PostgresError) -> Tenant? {
        try session.first(
            "SELECT \(Tenant.columns) FROM tenant WHERE id = (SELECT tenant_id FROM tenant_host WHERE host = \(host))")
    }

    /// Takes the locks of a write and writes nothing. Throws when the database would refuse one.
    package func checkWritable() throws(PostgresError) {
        try session.execute("LOCK TABLE access_token IN ROW EXCLUSIVE MODE")
        try session.execute("SELECT FROM tenant LIMIT 1")
    }

    package func all() throws(PostgresError) -> [Tenant] {
        try session.all("SELECT \(Tenant.columns) FROM tenant ORDER BY slug")
    }

    /// The newest first, at most `limit`, after a place in that order; `only` one, where it is given.
    package func page(only id: Tenant.ID?, after place: PagePlace?, limit: Int) throws(PostgresError) -> [Tenant] {
        try session.all(
            """
            SELECT \(Tenant.columns) FROM tenant
            WHERE (\(id) IS NULL OR id = \(id)) AND (\(place?.time) IS NULL OR (created_at, id) < (\(place?.time), \(place?.id)))
            ORDER BY created_at DESC, id DESC
            LIMIT \(limit)
            """)
    }

    /// The tenant, locked for a change.
    package func lock(_ id: Tenant.ID) throws(PostgresError) -> Tenant? {
        try session.first("SELECT \(Tenant.columns) FROM tenant WHERE id = \(id) FOR NO KEY UPDATE")
    }

    /// Throws `tenant_slug_key` when the slug is taken.
    package func insert(
        _ id: Tenant.ID, slug: String, name: String, dialect: String, publicURL: String?, isSandbox: Bool
    ) throws(PostgresError) {
        try session.execute(
            """
            INSERT INTO tenant (id, slug, name, dialect, public_url, sandbox)
            VALUES (\(id), \(slug), \(name), \(dialect), \(publicURL), \(isSandbox))
            """, rows: 1)
    }

    /// Throws `tenant_host_pkey` when the host is taken.
    package func insertHost(_ host: String, tenant: Tenant.ID) throws(PostgresError) {
        try session.execute("INSERT INTO tenant_host (host, tenant_id) VALUES (\(host), \(tenant))", rows: 1)
    }

    /// `false` when the host did not lead to this tenant.
    package func deleteHost(_ host: String, tenant: Tenant.ID) throws(PostgresError) -> Bool {
        try session.execute("DELETE FROM tenant_host WHERE tenant_id = \(tenant) AND host = \(host)") == 1
    }

    package func hosts(tenant: Tenant.ID) throws(PostgresError) -> [String] {
        let hosts: [String]? = try session.value(
            "SELECT coalesce(array_agg(host ORDER BY host), '{}') FROM tenant_host WHERE tenant_id = \(tenant)")
        return hosts ?? []
    }

    package func setDisabled(_ disabled: Bool, tenant: Tenant.ID) throws(PostgresError) {
        try session.execute(
            """
            UPDATE tenant SET disabled_at = CASE WHEN \(disabled) THEN coalesce(disabled_at, clock_timestamp()) END
            WHERE id = \(tenant)
            """, rows: 1)
    }

    package func setSettings(_ settings: TenantSettings, tenant: Tenant.ID) throws(PostgresError) {
        try session.execute(
            """
            UPDATE tenant SET grant_subject = CASE \(settings.grantSubject) WHEN 'company' THEN 'account' WHEN 'user' THEN 'user' END,
                refresh_grace = \(settings.refreshGrace), sso_token_lifetime = \(settings.ssoTokenLifetime),
                storefront_url = \(settings.storefrontURL)
            WHERE id = \(tenant)
            """, rows: 1)
    }

    /// Moves a sandbox tenant's clock (DESIGN.md, data rule 5). Throws `tenant_clock_offset_sandbox` for any other tenant.
    package func setClockOffset(_ offset: Duration, tenant: Tenant.ID) throws(PostgresError) {
        try session.execute("UPDATE tenant SET clock_offset = \(offset) WHERE id = \(tenant)", rows: 1)
    }
}

extension Tenant: RowDecodable {
    static let columns: SQL = """
        id, slug, name, dialect, public_url, sandbox, created_at, disabled_at,
        CASE grant_subject WHEN 'account' THEN 'company' ELSE grant_subject END AS grant_subject, refresh_grace, sso_token_lifetime,
        storefront_url
        """

    package init(row: Row) throws(PostgresError) {
        try self.init(
            id: row["id"], slug: row["slug"], name: row["name"], dialect: row["dialect"], publicURL: row["public_url"],
            isSandbox: row["sandbox"],
            settings: TenantSettings(
                grantSubject: row["grant_subject"], refreshGrace: row["refresh_grace"], ssoTokenLifetime: row["sso_token_lifetime"],
                storefrontURL: row["storefront_url"]),
            createdAt: row["created_at"], disabledAt: row["disabled_at"])
    }
}
