package import Foundation

/// The vendor's customer, the resource owner.
package struct Account: Sendable, Hashable {
    package typealias ID = Identifier<Account>

    package let id: ID
    /// The id seen on the wire, unique in its tenant.
    package let publicID: String
    package let name: String
    package let createdAt: Date
    package let disabledAt: Date?

    package init(id: ID, publicID: String, name: String, createdAt: Date, disabledAt: Date?) {
        self.id = id
        self.publicID = publicID
        self.name = name
        self.createdAt = createdAt
        self.disabledAt = disabledAt
    }
}
