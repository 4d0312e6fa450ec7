package import Foundation

/// A code that was just consumed.
package struct AuthorizationCode: Sendable, Hashable {
    package typealias ID = Identifier<AuthorizationCode>

    package let id: ID
    package let grantID: Grant.ID
    /// Who allowed it.
    package let userID: User.ID
    package let scopes: [String]
    /// When it was allowed.
    package let createdAt: Date

    package init(id: ID, grantID: Grant.ID, userID: User.ID, scopes: [String], createdAt: Date) {
        self.id = id
        self.grantID = grantID
        self.userID = userID
        self.scopes = scopes
        self.createdAt = createdAt
    }
}
