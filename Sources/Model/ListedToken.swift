package import Foundation

/// An access token as people see it in a list.
package struct ListedToken: Sendable, Hashable {
    package let id: AccessToken.ID
    package let createdAt: Date

    package init(id: AccessToken.ID, createdAt: Date) {
        self.id = id
        self.createdAt = createdAt
    }
}
