import Foundation
import Model
import Storage

extension InputError {
    static let unverified = InputError("id", "the endpoint has not answered its handshake yet")
}

extension Stores {
    /// Sends one endpoint an event of its own, whatever it chose to hear.
    @discardableResult
    func send(_ type: EventType, to endpoint: WebhookEndpoint, of platform: Platform, cause: EventCause) throws -> Delivery.ID {
        let event = Self.event(
            type, platform: platform, account: nil, cause: cause, ["endpoint_id": .string(endpoint.id.description)])
        return try deliveries.insert(event: try events.insertUnqueued(event).id, endpoint: endpoint.id)
    }

    /// The link it is asked to follow is made when the question is sent, so that it lies nowhere in clear.
    func beginHandshake(with endpoint: WebhookEndpoint, of platform: Platform) throws {
        try send(.webhookVerify, to: endpoint, of: platform, cause: .server)
    }

    /// Tells the platform's other endpoints that this one was switched off, and puts it on record.
    func recordDisabling(of endpoint: WebhookEndpoint, reason: WebhookEndpoint.DisabledReason) throws {
        guard let platform = try platforms.find(endpoint.platformID) else { return }
        var data: [String: EventValue] = [
            "endpoint_id": .string(endpoint.id.description), "url": .string(endpoint.url), "reason": .string(reason.rawValue),
        ]
        data["failing_since"] = endpoint.failingSince.map { .string(WebhookTime.text($0)) }
        try tell(.webhookDisabled, platform: platform, account: nil, cause: .server, data)
        try audit(
            "webhook_endpoint.disabled", by: .server, target: .init("webhook_endpoint", endpoint.id.description),
            detail: ["reason": .string(reason.rawValue), "client_id": .string(platform.clientID)], origin: .local)
    }
}
