package import Foundation

/// Where a platform wants to hear of events. Its keys are kept apart.
package struct WebhookEndpoint: Sendable, Hashable {
    package typealias ID = Identifier<WebhookEndpoint>

    package let id: ID
    package let platformID: Platform.ID
    package let url: String
    package let description: String?
    /// The names of the events it hears; empty: all.
    package let eventTypes: [String]
    /// Whether a static key goes with every delivery, where the dialect has such a key.
    package let hasAPIKey: Bool
    package let createdAt: Date
    /// When it answered the handshake, where the dialect asks for one.
    package let verifiedAt: Date?
    /// The first failure since the last success.
    package let failingSince: Date?
    package let disabledAt: Date?
    package let disabledReason: DisabledReason?

    /// Why an endpoint is switched off.
    package enum DisabledReason: String, Sendable, CaseIterable {
        case byHand = "by_hand"
        case failing
        /// It answered 410.
        case gone
    }

    package init(
        id: ID, platformID: Platform.ID, url: String, description: String?, eventTypes: [String], hasAPIKey: Bool, createdAt: Date,
        verifiedAt: Date?, failingSince: Date?, disabledAt: Date?, disabledReason: DisabledReason?
    ) {
        self.id = id
        self.platformID = platformID
        self.url = url
        self.description = description
        self.eventTypes = eventTypes
        self.hasAPIKey = hasAPIKey
        self.createdAt = createdAt
        self.verifiedAt = verifiedAt
        self.failingSince = failingSince
        self.disabledAt = disabledAt
        self.disabledReason = disabledReason
    }
}
