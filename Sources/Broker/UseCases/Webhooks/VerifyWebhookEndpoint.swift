package import Model
import Secrets
import Storage

/// An endpoint follows the link of its handshake: it hears of events from now on.
package struct VerifyWebhookEndpoint: Sendable {
    private let engine: Engine

    package init(engine: Engine) { self.engine = engine }

    /// `nil` for a link that is unknown, used or too old.
    package func callAsFunction(_ token: PlainSecret, at site: TenantSite, origin: RequestOrigin) async throws -> WebhookEndpoint? {
        let hashes = try engine.keys.candidateHashes(token, as: .webhookVerification, tenant: site.tenant.id.rawValue)
        return try await engine.storage.transaction(tenant: site.tenant.id) { stores in
            guard let endpoint = try stores.webhookEndpoints.verify(hashes) else { return nil }
            try stores.webhookEndpoints.wake(endpoint.id)
            try stores.audit(
                "webhook_endpoint.verified", by: .platform(endpoint.platformID),
                target: .init("webhook_endpoint", endpoint.id.description), origin: origin)
            return endpoint
        }
    }
}
