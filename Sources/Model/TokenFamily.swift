package import Foundation

/// All refresh tokens that came of one authorization, one after another.
package struct TokenFamily: Sendable, Hashable {
    package typealias ID = Identifier<TokenFamily>

    package let id: ID
    package let grantID: Grant.ID
    package let codeID: AuthorizationCode.ID?
    /// Whose approval it came of.
    package let obtainedBy: User.ID?
    /// When it ends however often it is refreshed. `nil`: it does not.
    package let expiresAt: Date?

    package init(id: ID, grantID: Grant.ID, codeID: AuthorizationCode.ID?, obtainedBy: User.ID?, expiresAt: Date?) {
        self.id = id
        self.grantID = grantID
        self.codeID = codeID
        self.obtainedBy = obtainedBy
        self.expiresAt = expiresAt
    }
}
