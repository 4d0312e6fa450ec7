import Foundation
import Model
import Postgres

/// A tenant with the revision it was read at.
struct TenantSnapshot: RowDecodable, Sendable {
    let tenant: Tenant
    let revision: Revision

    static func query(_ name: SiteName) -> SQL {
        if let slug = name.slug { return "\(selection) WHERE slug = \(slug)" }
        return "\(selection) WHERE id = (SELECT tenant_id FROM tenant_host WHERE host = \(name.key))"
    }

    private static let selection: SQL = """
        SELECT \(Tenant.columns), revision.number AS revision_number, revision.stamp AS revision_stamp
        FROM tenant JOIN registry.tenant_revision AS revision ON revision.tenant_id = tenant.id
        """

    init(row: Row) throws(PostgresError) {
        tenant = try Tenant(row: row)
        revision = try Revision(number: row["revision_number"], stamp: row["revision_stamp"])
    }
}
