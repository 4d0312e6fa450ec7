package import Foundation

/// A person.
package struct User: Sendable, Hashable {
    package typealias ID = Identifier<User>

    package let id: ID
    package let email: String
    package let name: String?
    package let createdAt: Date
    package let disabledAt: Date?

    package init(id: ID, email: String, name: String?, createdAt: Date, disabledAt: Date?) {
        self.id = id
        self.email = email
        self.name = name
        self.createdAt = createdAt
        self.disabledAt = disabledAt
    }
}
