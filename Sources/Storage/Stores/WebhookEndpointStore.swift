package import Foundation
package import Model
package import Postgres

/// Where platforms hear of events, with the sealed keys that sign them.
package struct WebhookEndpointStore {
    let session: Session
    let tenantID: Tenant.ID

    /// The id is the caller's, because the sealed secret names it.
    package func insert(_ id: UUID, platform: Platform.ID, url: String, sealedSecret: [UInt8]) throws(PostgresError) {
        try session.execute(
            """
            INSERT INTO webhook_endpoint (tenant_id, id, platform_id, url, secret_sealed)
            VALUES (\(tenantID), \(id), \(platform), \(url), \(sealedSecret))
            """, rows: 1)
    }

    package func all(platform: Platform.ID) throws(PostgresError) -> [WebhookEndpoint] {
        try session.all(
            """
            SELECT id, url, secret_sealed, disabled_at FROM webhook_endpoint
            WHERE tenant_id = \(tenantID) AND platform_id = \(platform) ORDER BY created_at, id
            """)
    }
}

/// Where a platform wants to hear of events, and the sealed secret that signs them.
package struct WebhookEndpoint: Sendable, RowDecodable {
    package let id: UUID
    package let url: String
    package let sealedSecret: [UInt8]
    package let disabledAt: Date?

    package init(row: Row) throws(PostgresError) {
        id = try row["id"]
        url = try row["url"]
        sealedSecret = try row["secret_sealed"]
        disabledAt = try row["disabled_at"]
    }
}
