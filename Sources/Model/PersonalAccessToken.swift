package import Foundation

/// A token a person made for their own programs: it may do what its scope says and its creator's roles in the account allow.
package struct PersonalAccessToken: Sendable, Hashable {
    package typealias ID = Identifier<PersonalAccessToken>

    package let id: ID
    package let name: String
    package let user: User
    package let account: Account
    /// The user's roles in the account.
    package let roles: [String]
    package let createdAt: Date
    /// `nil`: never.
    package let expiresAt: Date?

    package init(id: ID, name: String, user: User, account: Account, roles: [String], createdAt: Date, expiresAt: Date?) {
        self.id = id
        self.name = name
        self.user = user
        self.account = account
        self.roles = roles
        self.createdAt = createdAt
        self.expiresAt = expiresAt
    }
}
