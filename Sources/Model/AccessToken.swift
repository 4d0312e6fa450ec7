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
    package let facts: Facts

    package var account: Account { facts.account }
    package var platform: Platform { facts.platform }
    /// For whom it acts, if it is a user's.
    package var user: User? { facts.user }
    /// The user's roles in the account.
    package var roles: [String] { facts.roles }

    /// What the tokens of a grant have in common, in one place: tokens are handed round a lot.
    package final class Facts: Sendable, Hashable {
        package let account: Account
        package let platform: Platform
        package let user: User?
        package let roles: [String]

        package init(account: Account, platform: Platform, user: User?, roles: [String]) {
            self.account = account
            self.platform = platform
            self.user = user
            self.roles = roles
        }

        package static func == (left: Facts, right: Facts) -> Bool {
            left === right
                || left.account == right.account && left.platform == right.platform && left.user == right.user && left.roles == right.roles
        }

        package func hash(into hasher: inout Hasher) {
            hasher.combine(account.id)
            hasher.combine(platform.id)
        }
    }

    package init(
        id: ID, grantID: Grant.ID, tokenType: TokenType, scopes: [String], issuedAt: Date, expiresAt: Date?, remaining: Duration?,
        facts: Facts
    ) {
        self.id = id
        self.grantID = grantID
        self.tokenType = tokenType
        self.scopes = scopes
        self.issuedAt = issuedAt
        self.expiresAt = expiresAt
        self.remaining = remaining
        self.facts = facts
    }

    package init(
        id: ID, grantID: Grant.ID, tokenType: TokenType, scopes: [String], issuedAt: Date, expiresAt: Date?, remaining: Duration?,
        account: Account, platform: Platform, user: User?, roles: [String]
    ) {
        self.init(
            id: id, grantID: grantID, tokenType: tokenType, scopes: scopes, issuedAt: issuedAt, expiresAt: expiresAt, remaining: remaining,
            facts: Facts(account: account, platform: platform, user: user, roles: roles))
    }

    /// The same token with so much time left.
    package func with(remaining: Duration?) -> AccessToken {
        AccessToken(
            id: id, grantID: grantID, tokenType: tokenType, scopes: scopes, issuedAt: issuedAt, expiresAt: expiresAt, remaining: remaining,
            facts: facts)
    }
}
