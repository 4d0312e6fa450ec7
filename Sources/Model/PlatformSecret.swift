package import Foundation

/// One of a platform's client secrets, as far as it may be shown.
package struct PlatformSecret: Sendable, Hashable {
    package typealias ID = Identifier<PlatformSecret>

    package let id: ID
    package let createdAt: Date
    package let expiresAt: Date?
    /// To the minute.
    package let lastUsedAt: Date?
    package let disabledAt: Date?

    package init(id: ID, createdAt: Date, expiresAt: Date?, lastUsedAt: Date? = nil, disabledAt: Date?) {
        self.id = id
        self.createdAt = createdAt
        self.expiresAt = expiresAt
        self.lastUsedAt = lastUsedAt
        self.disabledAt = disabledAt
    }

    /// Whether it was used although a newer one of the platform's is there to take its place.
    package func isStillUsed(among all: [PlatformSecret]) -> Bool {
        guard let lastUsedAt else { return false }
        return all.contains { $0.createdAt > createdAt && $0.disabledAt == nil && lastUsedAt > $0.createdAt }
    }
}
