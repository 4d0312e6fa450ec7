package import Foundation
package import Model
import Secrets

extension WebhookDesk {
    /// The key that signs is in this answer and never again. `nil` when there is no such platform here. Throws `InputError`.
    package func add(
        _ input: ManageWebhookEndpoints.Input, for clientID: String
    ) async throws -> (endpoint: WebhookEndpoint, secret: PlainSecret)? {
        guard platform == nil || platform?.clientID == clientID else { return nil }
        let (endpoint, secret) = try await endpoints.create(input, for: clientID, in: tenant, by: actor, origin: origin)
        return (endpoint, secret)
    }

    /// `false` when there is no such endpoint here. Throws `InputError`.
    package func update(_ id: WebhookEndpoint.ID, _ input: ManageWebhookEndpoints.Input) async throws -> Bool {
        guard try await entry(id) != nil else { return false }
        _ = try await endpoints.update(id, input, in: tenant, by: actor, origin: origin)
        return true
    }

    /// `false` when there is no such endpoint here. Throws `InputError`.
    package func setDisabled(_ disabled: Bool, _ id: WebhookEndpoint.ID) async throws -> Bool {
        guard try await entry(id) != nil else { return false }
        try await endpoints.setDisabled(disabled, id, in: tenant, by: actor, origin: origin)
        return true
    }

    /// With its record. `false` when there is no such endpoint here. Throws `InputError`.
    package func delete(_ id: WebhookEndpoint.ID) async throws -> Bool {
        guard try await entry(id) != nil else { return false }
        try await endpoints.delete(id, in: tenant, by: actor, origin: origin)
        return true
    }

    /// A new key, which is in this answer and never again; the one before it signs too for `ManageWebhookEndpoints.defaultOverlap`. `nil` when
    /// there is no such endpoint here. Throws `InputError`.
    package func rotateSecret(_ id: WebhookEndpoint.ID) async throws -> PlainSecret? {
        guard try await entry(id) != nil else { return nil }
        return try await endpoints.rotateSecret(
            id, overlap: ManageWebhookEndpoints.defaultOverlap, in: tenant, by: actor, origin: origin)
    }

    /// `nil` when there is no such endpoint here. Throws `InputError`.
    package func test(_ id: WebhookEndpoint.ID) async throws -> Delivery.ID? {
        guard try await entry(id) != nil else { return nil }
        return try await endpoints.test(id, in: tenant, by: actor, origin: origin)
    }

    /// Asks once more. `false` when there is no such endpoint here. Throws `InputError`.
    package func verify(_ id: WebhookEndpoint.ID) async throws -> Bool {
        guard try await entry(id) != nil else { return false }
        try await endpoints.verify(id, in: tenant, by: actor, origin: origin)
        return true
    }

    /// A delivery with what it tells, every attempt and its endpoint. `nil` when there is no such delivery here.
    package func delivery(_ id: Delivery.ID) async throws -> WebhookDelivery? {
        let (delivery, event, attempts): (Delivery, RecordedEvent, [DeliveryAttempt])
        do {
            (delivery, event, attempts) = try await deliveries.show(id, in: tenant)
        } catch is InputError {
            return nil
        }
        guard let entry = try await entry(delivery.endpointID) else { return nil }
        return WebhookDelivery(delivery: delivery, event: event, attempts: attempts, entry: entry)
    }

    /// `nil` when there is no such delivery here. Throws `InputError`.
    package func redeliver(_ id: Delivery.ID) async throws -> Delivery.ID? {
        guard try await delivery(id) != nil else { return nil }
        return try await deliveries.redeliver(id, in: tenant, by: actor, origin: origin)
    }

    /// Sends again what happened since then. Returns how many; `nil` when there is no such endpoint here. Throws `InputError`.
    package func resend(to id: WebhookEndpoint.ID, since: Date, includingDelivered: Bool) async throws -> Int? {
        guard try await entry(id) != nil else { return nil }
        return try await deliveries.resend(
            to: id, since: since, until: nil, includingDelivered: includingDelivered, in: tenant, by: actor, origin: origin)
    }
}

/// A delivery as it is looked at.
package struct WebhookDelivery: Sendable {
    package let delivery: Delivery
    package let event: RecordedEvent
    package let attempts: [DeliveryAttempt]
    package let entry: WebhookDesk.Entry
}
