/// A code that was just consumed, or is being looked at to say why it could not be.
package struct AuthorizationCode: Sendable, Hashable {
    package typealias ID = Identifier<AuthorizationCode>

    package let id: ID
    package let grantID: Grant.ID
    package let userID: User.ID
    package let scopes: [String]

    package init(id: ID, grantID: Grant.ID, userID: User.ID, scopes: [String]) {
        self.id = id
        self.grantID = grantID
        self.userID = userID
        self.scopes = scopes
    }
}
