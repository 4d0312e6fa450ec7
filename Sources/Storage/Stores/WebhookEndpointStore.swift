package import Foundation
package import Model
package import Postgres

/// Where platforms hear of events.
package struct WebhookEndpointStore {
    let session: Session
    let tenantID: Tenant.ID
    let queued: QueueMark

    /// The id is the caller's, because the sealed secrets name it.
    package func insert(_ id: UUID, _ new: NewWebhookEndpoint) throws(PostgresError) -> WebhookEndpoint {
        try session.one(
            """
            INSERT INTO webhook_endpoint (tenant_id, id, platform_id, url, description, event_types, secret_sealed, api_key_sealed)
            VALUES (\(tenantID), \(id), \(new.platformID), \(new.url), \(new.description), \(new.eventTypes), \(new.sealedSecret),
                \(new.sealedAPIKey))
            RETURNING \(WebhookEndpoint.columns)
            """)
    }

    package func find(_ id: WebhookEndpoint.ID) throws(PostgresError) -> WebhookEndpoint? {
        try session.first("SELECT \(WebhookEndpoint.columns) FROM webhook_endpoint WHERE tenant_id = \(tenantID) AND id = \(id)")
    }

    /// Locks the row: whoever changes the endpoint or its keys comes before or after.
    package func lock(_ id: WebhookEndpoint.ID) throws(PostgresError) -> WebhookEndpoint? {
        try session.first(
            "SELECT \(WebhookEndpoint.columns) FROM webhook_endpoint WHERE tenant_id = \(tenantID) AND id = \(id) FOR NO KEY UPDATE")
    }

    /// In the order in which they were made; of one platform where it is given.
    package func all(platform: Platform.ID?) throws(PostgresError) -> [WebhookEndpoint] {
        try session.all(
            """
            SELECT \(WebhookEndpoint.columns) FROM webhook_endpoint
            WHERE tenant_id = \(tenantID) AND (\(platform) IS NULL OR platform_id = \(platform)) ORDER BY created_at, id
            """)
    }

    /// The newest first; of one platform, and after a place in that order where these are given.
    package func page(platform: Platform.ID?, after place: PagePlace?, limit: Int) throws(PostgresError) -> [WebhookEndpoint] {
        try session.all(
            """
            SELECT \(WebhookEndpoint.columns) FROM webhook_endpoint
            WHERE tenant_id = \(tenantID) AND (\(platform) IS NULL OR platform_id = \(platform))
                AND (\(place?.time) IS NULL OR (created_at, id) < (\(place?.time), \(place?.id)))
            ORDER BY created_at DESC, id DESC LIMIT \(limit)
            """)
    }

    /// Another address takes the verification away. `nil` when there is no such endpoint.
    package func update(
        _ id: WebhookEndpoint.ID, url: String, description: String?, eventTypes: [String]
    ) throws(PostgresError) -> WebhookEndpoint? {
        try session.first(
            """
            UPDATE webhook_endpoint SET url = \(url), description = \(description), event_types = \(eventTypes),
                verified_at = CASE WHEN url = \(url) THEN verified_at END,
                verification_hash = CASE WHEN url = \(url) THEN verification_hash END
            WHERE tenant_id = \(tenantID) AND id = \(id)
            RETURNING \(WebhookEndpoint.columns)
            """)
    }

    /// `nil` takes it away. `false` when there is no such endpoint.
    package func setAPIKey(_ sealed: [UInt8]?, _ id: WebhookEndpoint.ID) throws(PostgresError) -> Bool {
        try session.execute(
            "UPDATE webhook_endpoint SET api_key_sealed = \(sealed) WHERE tenant_id = \(tenantID) AND id = \(id)") == 1
    }

    /// What waits for it sleeps on. `url` says whose answer is the reason: an endpoint that has moved since is not meant. `false` when there is
    /// no such endpoint, or it was disabled before.
    package func disable(
        _ id: WebhookEndpoint.ID, reason: WebhookEndpoint.DisabledReason, at url: String? = nil
    ) throws(PostgresError) -> Bool {
        try session.execute(
            """
            UPDATE webhook_endpoint SET disabled_at = tenant_now(), disabled_reason = \(reason)
            WHERE tenant_id = \(tenantID) AND id = \(id) AND disabled_at IS NULL AND (\(url) IS NULL OR url = \(url))
            """) == 1
    }

    /// Switches off an endpoint where nothing that was sent since then has arrived. `false` when something has, or it was disabled before.
    package func disableFailing(_ id: WebhookEndpoint.ID, since: Date, at url: String) throws(PostgresError) -> Bool {
        try session.execute(
            """
            UPDATE webhook_endpoint SET disabled_at = tenant_now(), disabled_reason = 'failing'
            WHERE tenant_id = \(tenantID) AND id = \(id) AND disabled_at IS NULL AND url = \(url) AND NOT EXISTS (
                SELECT FROM delivery
                WHERE delivery.tenant_id = \(tenantID) AND endpoint_id = \(id) AND delivery.created_at >= \(since) AND status = 'delivered'
            )
            """) == 1
    }

    /// What waited for it is due at once. `false` when there is no such endpoint, or it was not disabled.
    package func enable(_ id: WebhookEndpoint.ID) throws(PostgresError) -> Bool {
        let isChanged =
            try session.execute(
                """
                UPDATE webhook_endpoint SET disabled_at = NULL, disabled_reason = NULL, failing_since = NULL
                WHERE tenant_id = \(tenantID) AND id = \(id) AND disabled_at IS NOT NULL
                """) == 1
        if isChanged { try wake(id) }
        return isChanged
    }

    /// With everything on record about it. `false` when there is no such endpoint.
    package func delete(_ id: WebhookEndpoint.ID) throws(PostgresError) -> Bool {
        try session.execute("DELETE FROM webhook_endpoint WHERE tenant_id = \(tenantID) AND id = \(id)") == 1
    }

    /// Keeps the hash of the link a handshake carries; the one before it is no longer good. `false` when the endpoint is gone or has moved
    /// from this address: whoever is there now has to be asked itself.
    package func setVerification(
        _ hash: TokenHash, lifetime: Duration, _ id: WebhookEndpoint.ID, at url: String
    ) throws(PostgresError) -> Bool {
        try session.execute(
            """
            UPDATE webhook_endpoint SET verification_hash = \(hash), verification_expires_at = tenant_now() + \(lifetime)
            WHERE tenant_id = \(tenantID) AND id = \(id) AND url = \(url)
            """) == 1
    }

    /// Single use: the endpoint that this link belongs to hears of events from now on.
    package func verify(_ hashes: [TokenHash]) throws(PostgresError) -> WebhookEndpoint? {
        try session.first(
            """
            UPDATE webhook_endpoint SET verified_at = tenant_now(), verification_hash = NULL, verification_expires_at = NULL
            WHERE tenant_id = \(tenantID) AND verification_hash = ANY(\(hashes)) AND verification_expires_at > tenant_now()
            RETURNING \(WebhookEndpoint.columns)
            """)
    }

    /// Makes what waits for it due now. Where somebody is at it, they see that when they give it back: for that the row is locked here too.
    package func wake(_ id: WebhookEndpoint.ID) throws(PostgresError) {
        // In the order in which whoever records attempts takes these rows.
        try session.execute(
            "UPDATE delivery_queue SET due_at = now() WHERE tenant_id = \(tenantID) AND endpoint_id = \(id) AND due_at > now()")
        try session.execute(
            """
            UPDATE event_queue SET due_at = CASE WHEN lease IS NULL THEN now() ELSE due_at END,
                slow_since = CASE WHEN lease IS NULL THEN NULL ELSE slow_since END, paused_until = NULL
            WHERE tenant_id = \(tenantID) AND endpoint_id = \(id)
            """)
        queued.set()
    }
}

/// An endpoint that is about to be made, its keys sealed for its row.
package struct NewWebhookEndpoint: Sendable {
    package let platformID: Platform.ID
    package let url: String
    package let description: String?
    package let eventTypes: [String]
    package let sealedSecret: [UInt8]
    package let sealedAPIKey: [UInt8]?

    package init(
        platformID: Platform.ID, url: String, description: String? = nil, eventTypes: [String] = [], sealedSecret: [UInt8],
        sealedAPIKey: [UInt8]? = nil
    ) {
        self.platformID = platformID
        self.url = url
        self.description = description
        self.eventTypes = eventTypes
        self.sealedSecret = sealedSecret
        self.sealedAPIKey = sealedAPIKey
    }
}

extension WebhookEndpoint: RowDecodable {
    static let columns: SQL = """
        id, platform_id, url, description, event_types, api_key_sealed IS NOT NULL AS has_api_key, created_at, verified_at, failing_since,
        disabled_at, disabled_reason
        """

    package init(row: Row) throws(PostgresError) {
        try self.init(
            id: row["id"], platformID: row["platform_id"], url: row["url"], description: row["description"], eventTypes: row["event_types"],
            hasAPIKey: row["has_api_key"], createdAt: row["created_at"], verifiedAt: row["verified_at"],
            failingSince: row["failing_since"], disabledAt: row["disabled_at"], disabledReason: row["disabled_reason"])
    }
}
