package import Foundation

/// A browser in which a person is signed in.
package struct BrowserSession: Sendable, Hashable {
    package typealias ID = Identifier<BrowserSession>

    package let id: ID
    package let user: User
    /// The one account it is good in, if an SSO token opened it: a platform's word let the person in, so it decides about no grant.
    package let accountID: Account.ID?
    package let expiresAt: Date

    package init(id: ID, user: User, accountID: Account.ID? = nil, expiresAt: Date) {
        self.id = id
        self.user = user
        self.accountID = accountID
        self.expiresAt = expiresAt
    }
}
