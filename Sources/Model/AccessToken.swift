package import Foundation

/// What a good access token stands for, as read in one statement with everything it depends on live (DESIGN.md, data rule 3).
package struct AccessToken: Sendable, Hashable {
    package typealias ID = Identifier<AccessToken>

    package let id: ID
    package let grantID: Grant.ID
    package let tokenType: TokenType
    /// Those it was issued with and its grant still has.
    package let scopes: [String]
    package let issuedAt: Date
    package let expiresAt: Date?
    /// Until it expires, at the moment it was read. `nil`: it does not.
    package let remaining: Duration?
    package let account: Account
    package let platform: Platform
    /// For whom it acts, if it is a user's.
    package let user: User?
    /// The user's roles in the account.
    package let roles: [String]

    package init(
        id: ID, grantID: Grant.ID, tokenType: TokenType, scopes: [String], issuedAt: Date, expiresAt: Date?, remaining: Duration?,
        account: Account, platform: Platform, user: User?, roles: [String]
    ) {
        self.id = id
        self.grantID = grantID
        self.tokenType = tokenType
        self.scopes = scopes
        self.issuedAt = issuedAt
        self.expiresAt = expiresAt
        self.remaining = remaining
        self.account = account
        self.platform = platform
        self.user = user
        self.roles = roles
    }
}
