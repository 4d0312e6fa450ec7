package import Foundation
package import Model
package import Postgres

/// The keys that sign for endpoints, sealed: the present one in the endpoint's row, replaced ones beside it until they end.
package struct WebhookSecretStore {
    let session: Session
    let tenantID: Tenant.ID

    /// What signs for these endpoints now, and what goes with their deliveries.
    package func all(endpoints: [WebhookEndpoint.ID]) throws(PostgresError) -> [SealedWebhookKeys] {
        try session.all(
            """
            SELECT id, secret_sealed, api_key_sealed, old.ids AS old_ids, old.secrets AS old_secrets
            FROM webhook_endpoint, LATERAL (
                SELECT coalesce(array_agg(id ORDER BY replaced_at DESC, id), '{}') AS ids,
                    coalesce(array_agg(secret_sealed ORDER BY replaced_at DESC, id), '{}') AS secrets
                FROM webhook_old_secret
                WHERE tenant_id = \(tenantID) AND endpoint_id = webhook_endpoint.id AND expires_at > tenant_now()
            ) AS old
            WHERE tenant_id = \(tenantID) AND id = ANY(\(endpoints))
            """)
    }

    package func replace(_ sealed: [UInt8], endpoint: WebhookEndpoint.ID) throws(PostgresError) {
        try session.execute(
            "UPDATE webhook_endpoint SET secret_sealed = \(sealed) WHERE tenant_id = \(tenantID) AND id = \(endpoint)", rows: 1)
    }

    /// Keeps a replaced key, sealed again for a row of its own, and forgets those that have ended.
    package func insertOld(
        _ sealed: [UInt8], id: UUID, endpoint: WebhookEndpoint.ID, lifetime: Duration
    ) throws(PostgresError) {
        try session.execute(
            """
            WITH ended AS (
                DELETE FROM webhook_old_secret
                WHERE tenant_id = \(tenantID) AND endpoint_id = \(endpoint) AND expires_at <= tenant_now()
            )
            INSERT INTO webhook_old_secret (tenant_id, id, endpoint_id, secret_sealed, expires_at)
            VALUES (\(tenantID), \(id), \(endpoint), \(sealed), tenant_now() + \(lifetime))
            """, rows: 1)
    }

    /// Every replaced key ends now.
    package func deleteOld(endpoint: WebhookEndpoint.ID) throws(PostgresError) {
        try session.execute("DELETE FROM webhook_old_secret WHERE tenant_id = \(tenantID) AND endpoint_id = \(endpoint)")
    }
}

/// An endpoint's keys as they lie in the database.
package struct SealedWebhookKeys: Sendable, RowDecodable {
    package let endpointID: WebhookEndpoint.ID
    package let secret: [UInt8]
    package let apiKey: [UInt8]?
    /// Replaced ones that still sign, the latest first, each with its row.
    package let oldSecrets: [(id: UUID, secret: [UInt8])]

    package init(row: Row) throws(PostgresError) {
        endpointID = try row["id"]
        secret = try row["secret_sealed"]
        apiKey = try row["api_key_sealed"]
        let ids: [UUID] = try row["old_ids"]
        let secrets: [[UInt8]] = try row["old_secrets"]
        oldSecrets = zip(ids, secrets).map { ($0, $1) }
    }
}
