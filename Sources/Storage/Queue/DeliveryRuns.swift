package import Foundation
package import Model
package import Postgres

/// An endpoint somebody holds, as it is now.
package struct ClaimedEndpoint: Sendable, RowDecodable {
    package let endpoint: WebhookEndpoint
    package let clientID: String
    /// Whether its platform and its tenant are enabled.
    package let isAwake: Bool

    package init(row: Row) throws(PostgresError) {
        endpoint = try WebhookEndpoint(row: row)
        clientID = try row["platform_client_id"]
        isAwake = try row["is_awake"]
    }
}

/// A delivery to be made now.
package struct DueDelivery: Sendable, RowDecodable {
    package let id: Delivery.ID
    package let endpointID: WebhookEndpoint.ID
    /// How many were made before.
    package let attempts: Int
    package let redeliveryOf: Delivery.ID?
    package let createdAt: Date
    package let event: RecordedEvent
    /// Whether the account it tells of is connected to the platform.
    package let hasLiveConnection: Bool
    /// The database's own clock, moved by no tenant's offset: receivers compare it with theirs.
    package let readAt: Date

    package init(row: Row) throws(PostgresError) {
        id = try row["id"]
        endpointID = try row["endpoint_id"]
        attempts = try row["attempts"]
        redeliveryOf = try row["redelivery_of"]
        createdAt = try row["created_at"]
        event = try RecordedEvent(
            id: row["event_id"], type: row["type"], platformID: nil, data: (row["payload"] as JSONText).members(),
            occurredAt: row["occurred_at"])
        hasLiveConnection = try row["has_live_connection"]
        readAt = try row["read_at"]
    }
}

/// What came of one attempt, as it is written.
package struct DeliveryResult: Sendable, Encodable {
    package enum Outcome: String, Sendable, Encodable {
        case delivered, failed, withheld, retry
    }

    let deliveryId: String
    let seconds: Double
    let secondsAgo: Double
    let status: Int?
    let error: String?
    let response: String?
    let outcome: Outcome
    let retryIn: Double?
    let wasSent: Bool

    /// An attempt that was made; it began `age` ago.
    package init(
        _ id: Delivery.ID, took duration: Duration, age: Duration, status: Int?, error: String?, response: String?, outcome: Outcome,
        retryIn: Duration?
    ) {
        deliveryId = id.description
        seconds = duration / .seconds(1)
        secondsAgo = age / .seconds(1)
        self.status = status
        self.error = error
        self.response = response
        self.outcome = outcome
        self.retryIn = retryIn.map { $0 / .seconds(1) }
        wasSent = true
    }

    /// What must not be sent any more.
    package init(withholding id: Delivery.ID) {
        deliveryId = id.description
        seconds = 0
        secondsAgo = 0
        status = nil
        error = nil
        response = nil
        outcome = .withheld
        retryIn = nil
        wasSent = false
    }

    /// What cannot be sent yet.
    package init(postponing id: Delivery.ID, by delay: Duration) {
        deliveryId = id.description
        seconds = 0
        secondsAgo = 0
        status = nil
        error = nil
        response = nil
        outcome = .retry
        retryIn = delay / .seconds(1)
        wasSent = false
    }
}

/// A claimed endpoint on its way back.
package struct EndpointRelease: Sendable, Encodable {
    package let endpointID: WebhookEndpoint.ID
    let lease: UUID
    let isSlow: Bool
    let pause: Double

    /// `isSlow`: it did not answer in time. Nothing is sent to it during the pause.
    package init(_ endpoint: WebhookEndpoint.ID, lease: UUID, isSlow: Bool, pause: Duration = .zero) {
        endpointID = endpoint
        self.lease = lease
        self.isSlow = isSlow
        self.pause = pause / .seconds(1)
    }

    private enum CodingKeys: String, CodingKey {
        case releasedEndpoint, heldLease, isSlow, pause
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(endpointID.description, forKey: .releasedEndpoint)
        try container.encode(lease, forKey: .heldLease)
        try container.encode(isSlow, forKey: .isSlow)
        try container.encode(pause, forKey: .pause)
    }
}

struct EndpointRow: RowDecodable {
    let id: WebhookEndpoint.ID

    init(row: Row) throws(PostgresError) { id = try row["endpoint_id"] }
}
