package import Foundation

/// One of a platform's client secrets, as far as it may be shown.
package struct PlatformSecret: Sendable, Hashable {
    package typealias ID = Identifier<PlatformSecret>

    package let id: ID
    package let createdAt: Date
    package let expiresAt: Date?
    package let disabledAt: Date?

    package init(id: ID, createdAt: Date, expiresAt: Date?, disabledAt: Date?) {
        self.id = id
        self.createdAt = createdAt
        self.expiresAt = expiresAt
        self.disabledAt = disabledAt
    }
}
