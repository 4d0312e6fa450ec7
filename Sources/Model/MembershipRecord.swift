package import Foundation

/// A membership as it is listed.
package struct MembershipRecord: Sendable, Hashable {
    /// By its id on the wire.
    package let accountID: String
    package let userID: User.ID
    package let email: String
    package let roles: [String]
    package let createdAt: Date
    /// Stands for account and user together.
    package let place: UUID

    package init(accountID: String, userID: User.ID, email: String, roles: [String], createdAt: Date, place: UUID) {
        self.accountID = accountID
        self.userID = userID
        self.email = email
        self.roles = roles
        self.createdAt = createdAt
        self.place = place
    }
}
