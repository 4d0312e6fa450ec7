package import Foundation

/// An event as it stands in the outbox.
package struct RecordedEvent: Sendable, Hashable {
    package let id: Event.ID
    package let type: String
    package let platformID: Platform.ID?
    package let data: [String: EventValue]
    package let occurredAt: Date

    package init(id: Event.ID, type: String, platformID: Platform.ID?, data: [String: EventValue], occurredAt: Date) {
        self.id = id
        self.type = type
        self.platformID = platformID
        self.data = data
        self.occurredAt = occurredAt
    }
}
