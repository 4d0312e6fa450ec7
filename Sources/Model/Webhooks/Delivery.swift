package import Foundation

/// One event on its way to one endpoint.
package struct Delivery: Sendable, Hashable {
    package typealias ID = Identifier<Delivery>

    package let id: ID
    package let eventID: Event.ID
    package let eventType: String
    package let endpointID: WebhookEndpoint.ID
    package let status: Status
    /// How many were made.
    package let attempts: Int
    package let createdAt: Date
    package let finishedAt: Date?
    /// When the next attempt is due; `nil` once it is finished.
    package let dueAt: Date?
    /// The delivery that somebody sent again.
    package let redeliveryOf: ID?

    package enum Status: String, Sendable, CaseIterable {
        case pending
        /// Answered 2xx.
        case delivered
        /// Every attempt of the schedule failed.
        case failed
        /// Not sent, because what it tells of was no longer the platform's to know.
        case withheld
    }

    package init(
        id: ID, eventID: Event.ID, eventType: String, endpointID: WebhookEndpoint.ID, status: Status, attempts: Int, createdAt: Date,
        finishedAt: Date?, dueAt: Date?, redeliveryOf: ID?
    ) {
        self.id = id
        self.eventID = eventID
        self.eventType = eventType
        self.endpointID = endpointID
        self.status = status
        self.attempts = attempts
        self.createdAt = createdAt
        self.finishedAt = finishedAt
        self.dueAt = dueAt
        self.redeliveryOf = redeliveryOf
    }
}
