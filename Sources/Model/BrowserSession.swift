package import Foundation

/// A browser in which a person is signed in.
package struct BrowserSession: Sendable, Hashable {
    package typealias ID = Identifier<BrowserSession>

    package let id: ID
    package let user: User
    package let expiresAt: Date

    package init(id: ID, user: User, expiresAt: Date) {
        self.id = id
        self.user = user
        self.expiresAt = expiresAt
    }
}
