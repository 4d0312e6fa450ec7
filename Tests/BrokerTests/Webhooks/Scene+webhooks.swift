import Broker
import Foundation
import Model
import Secrets
import Storage
import TestSupport
import Testing

extension Scene {
    /// An endpoint of the platform at this sink, and its key.
    @discardableResult
    func endpoint(
        at sink: WebhookSink, _ input: ManageWebhookEndpoints.Input = .init()
    ) async throws -> (WebhookEndpoint, PlainSecret) {
        var input = input
        input.url = input.url ?? sink.url
        let (endpoint, secret) = try await ManageWebhookEndpoints(engine: engine).create(
            input, for: platform.platform.clientID, in: tenant, by: .operator("test"))
        world.secrets.add(secret.value)
        return (endpoint, secret)
    }

    func deliveries(_ filter: ManageDeliveries.Filter = .init()) async throws -> [Delivery] {
        try await ManageDeliveries(engine: engine).deliveries(filter, limit: 200, in: tenant)
    }

    /// The attempts of a delivery.
    func attempts(_ delivery: Delivery) async throws -> [DeliveryAttempt] {
        try await ManageDeliveries(engine: engine).show(delivery.id, in: tenant).2
    }

    func endpoint(_ id: WebhookEndpoint.ID) async throws -> WebhookEndpoint {
        try await ManageWebhookEndpoints(engine: engine).find(id, in: tenant)
    }

    /// Waits until every delivery has one of these states; gives up after a time.
    func settledDeliveries(
        _ count: Int = 1, _ isSettled: @escaping @Sendable (Delivery) -> Bool = { $0.status != .pending }
    ) async throws -> [Delivery] {
        for _ in 0..<2000 {
            let all = try await deliveries()
            if all.count >= count, all.allSatisfy(isSettled) { return all }
            try await Task.sleep(for: .milliseconds(10))
        }
        return try await deliveries()
    }
}

/// The bytes of a `whsec_` key.
func keyBytes(_ secret: PlainSecret) -> [UInt8] {
    [UInt8](Data(base64Encoded: String(secret.value.dropFirst("whsec_".count))) ?? Data())
}
