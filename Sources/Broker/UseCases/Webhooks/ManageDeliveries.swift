import Dialects
package import Foundation
package import Model
import Storage

/// What is on record about events and deliveries, and sending them again.
package struct ManageDeliveries: Sendable {
    /// Which deliveries are listed.
    package struct Filter: Sendable {
        package var endpoint: WebhookEndpoint.ID?
        package var event: Event.ID?
        package var status: Delivery.Status?

        package init(endpoint: WebhookEndpoint.ID? = nil, event: Event.ID? = nil, status: Delivery.Status? = nil) {
            self.endpoint = endpoint
            self.event = event
            self.status = status
        }
    }

    package static let longestPage = 200
    /// Of one call to `resend`.
    package static let mostAtOnce = 10_000

    private let engine: Engine

    package init(engine: Engine) { self.engine = engine }

    /// The newest first, at most `limit`, after a place in that order.
    package func deliveries(_ filter: Filter, after place: PagePlace? = nil, limit: Int, in tenant: Tenant) async throws -> [Delivery] {
        try await engine.storage.transaction(tenant: tenant.id) { stores in
            try stores.deliveries.page(
                endpoint: filter.endpoint, event: filter.event, status: filter.status, after: place, limit: min(limit, Self.longestPage + 1)
            )
        }
    }

    /// A delivery, what it tells, and every attempt. Throws `NotFound`.
    package func show(_ id: Delivery.ID, in tenant: Tenant) async throws -> (Delivery, RecordedEvent, [DeliveryAttempt]) {
        try await engine.storage.transaction(tenant: tenant.id) { stores in
            guard let delivery = try stores.deliveries.find(id), let event = try stores.events.find(delivery.eventID) else {
                throw Self.unknown(id)
            }
            return (delivery, event, try stores.deliveries.attempts(of: id))
        }
    }

    /// The newest first, at most `limit`. Throws `InputError` when there is no such platform.
    package func events(
        type: String?, clientID: String?, after place: PagePlace? = nil, limit: Int, in tenant: Tenant
    ) async throws -> [RecordedEvent] {
        try await engine.storage.transaction(tenant: tenant.id) { stores in
            let platform = try clientID.map { clientID in
                guard let platform = try stores.platforms.find(clientID: clientID) else {
                    throw InputError("client_id", "there is no platform \(clientID)")
                }
                return platform.id
            }
            return try stores.events.page(type: type, platform: platform, after: place, limit: min(limit, Self.longestPage + 1))
        }
    }

    /// `nil` when there is no such event.
    package func event(_ id: Event.ID, in tenant: Tenant) async throws -> RecordedEvent? {
        try await engine.storage.transaction(tenant: tenant.id) { stores in try stores.events.find(id) }
    }

    /// Sends one delivery again, as a new one of the same event: a receiver that keeps ids sees the one it knows.
    /// Throws `InputError` and `NotFound`.
    package func redeliver(
        _ id: Delivery.ID, in tenant: Tenant, by actor: AuditEntry.Actor, origin: RequestOrigin = .local
    ) async throws -> Delivery.ID {
        try await engine.storage.transaction(tenant: tenant.id) { stores in
            guard let delivery = try stores.deliveries.find(id) else { throw Self.unknown(id) }
            guard let endpoint = try stores.webhookEndpoints.find(delivery.endpointID), endpoint.disabledAt == nil else {
                throw InputError("id", "its endpoint is disabled: enable it first")
            }
            guard delivery.status != .pending else { throw InputError("id", "the delivery is still on its way") }
            let again = try stores.deliveries.insert(
                event: delivery.eventID, endpoint: delivery.endpointID, redeliveryOf: delivery.redeliveryOf ?? delivery.id)
            try stores.audit("delivery.repeated", by: actor, target: .init("delivery", id.description), origin: origin)
            return again
        }
    }

    /// Sends an endpoint again what happened in a span of time: what did not arrive, or all. Returns how many, at most `mostAtOnce`; called
    /// again, with `unlessMadeSince` the tenant's time before the first call, it goes on with the rest. Throws `InputError` and `NotFound`.
    package func resend(
        to endpointID: WebhookEndpoint.ID, since: Date, until: Date?, includingDelivered: Bool, unlessMadeSince: Date? = nil,
        in tenant: Tenant, by actor: AuditEntry.Actor, origin: RequestOrigin = .local
    ) async throws -> Int {
        if let until, until <= since { throw InputError("until", "must be later than since") }
        let asks = engine.dialects.find(tenant.dialect)?.webhooks.needsVerification == true
        return try await engine.storage.transaction(tenant: tenant.id) { stores in
            guard let endpoint = try stores.webhookEndpoints.lock(endpointID) else {
                throw NotFound("webhook endpoint", endpointID)
            }
            guard endpoint.disabledAt == nil else { throw InputError("id", "the endpoint is disabled: enable it first") }
            guard !asks || endpoint.verifiedAt != nil else { throw InputError.unverified }
            let count = try stores.deliveries.resend(
                ResendSelection(
                    since: since, until: until, includesDelivered: includingDelivered, unlessMadeSince: unlessMadeSince,
                    limit: Self.mostAtOnce),
                endpoint: endpointID)
            try stores.audit(
                "webhook_endpoint.resent", by: actor, target: .init("webhook_endpoint", endpointID.description),
                detail: ["deliveries": .integer(count)], origin: origin)
            return count
        }
    }

    private static func unknown(_ id: Delivery.ID) -> NotFound { NotFound("delivery", id) }
}
