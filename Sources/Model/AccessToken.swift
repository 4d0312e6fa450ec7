package import Foundation

/// What a good access token stands for, as read in one statement with everything it depends on live (DESIGN.md, data rule 3).
package struct AccessToken: Sendable, Hashable {
    package typealias ID = Identifier<AccessToken>

    package let id: ID
    package let grantID: Grant.ID
    package let tokenType: TokenType
    package let scopes: [String]
    package let expiresAt: Date?
    package let account: Account
    package let platform: Platform

    package init(id: ID, grantID: Grant.ID, tokenType: TokenType, scopes: [String], expiresAt: Date?, account: Account, platform: Platform)
    {
        self.id = id
        self.grantID = grantID
        self.tokenType = tokenType
        self.scopes = scopes
        self.expiresAt = expiresAt
        self.account = account
        self.platform = platform
    }
}
