import Dialects
package import Model
import Storage

/// Webhooks as somebody may look after them: those of one application, or all of a tenant. Whatever belongs to others is not there.
package struct WebhookDesk: Sendable {
    /// An endpoint and whose it is.
    package struct Entry: Sendable {
        package let endpoint: WebhookEndpoint
        package let platform: Platform
    }

    package let tenant: Tenant
    /// The application all of this is about; `nil`: every platform of the tenant.
    package let platform: Platform?
    /// Whether an endpoint hears nothing before it has answered a question.
    package let needsVerification: Bool
    /// Whether endpoints may have a static key.
    package let takesAPIKey: Bool

    let actor: AuditEntry.Actor
    let origin: RequestOrigin
    private let engine: Engine

    init(engine: Engine, tenant: Tenant, dialect: Dialect, platform: Platform?, actor: AuditEntry.Actor, origin: RequestOrigin) {
        self.engine = engine
        self.tenant = tenant
        self.platform = platform
        self.actor = actor
        self.origin = origin
        needsVerification = dialect.webhooks.needsVerification
        takesAPIKey = dialect.webhooks.apiKeyHeader != nil
    }

    var endpoints: ManageWebhookEndpoints { ManageWebhookEndpoints(engine: engine) }
    var deliveries: ManageDeliveries { ManageDeliveries(engine: engine) }

    /// Whose endpoints these are or could be.
    package func platforms() async throws -> [Platform] {
        if let platform { return [platform] }
        return try await engine.storage.transaction(tenant: tenant.id) { stores in try stores.platforms.all() }
    }

    /// In the order in which they were made.
    package func entries() async throws -> [Entry] {
        try await engine.storage.transaction(tenant: tenant.id) { [platform] stores in
            let platforms = try platform.map { [$0] } ?? stores.platforms.all()
            let byID = Dictionary(platforms.map { ($0.id, $0) }) { first, _ in first }
            return try stores.webhookEndpoints.all(platform: platform?.id).compactMap { endpoint in
                byID[endpoint.platformID].map { Entry(endpoint: endpoint, platform: $0) }
            }
        }
    }

    /// `nil` when there is no such endpoint here.
    package func entry(_ id: WebhookEndpoint.ID) async throws -> Entry? {
        try await engine.storage.transaction(tenant: tenant.id) { [platform] stores in
            guard let endpoint = try stores.webhookEndpoints.find(id), platform == nil || platform?.id == endpoint.platformID,
                let owner = try stores.platforms.find(endpoint.platformID)
            else { return nil }
            return Entry(endpoint: endpoint, platform: owner)
        }
    }

    /// An endpoint's deliveries, the newest first, from those made before a delivery of the same endpoint on; each with its last attempt.
    package func deliveries(
        of id: WebhookEndpoint.ID, before last: Delivery.ID?, limit: Int
    ) async throws -> [(delivery: Delivery, last: DeliveryAttempt?)] {
        try await engine.storage.transaction(tenant: tenant.id) { stores in
            let before = try last.flatMap { try stores.deliveries.find($0) }.flatMap { $0.endpointID == id ? $0 : nil }
            let place = before.map { PagePlace(time: $0.createdAt, id: $0.id.rawValue) }
            let page = try stores.deliveries.page(endpoint: id, status: nil, after: place, limit: limit)
            let attempts = try stores.deliveries.lastAttempts(of: page.map(\.id))
            return page.map { ($0, attempts[$0.id]) }
        }
    }
}
