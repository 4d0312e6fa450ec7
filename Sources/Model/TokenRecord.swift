package import Foundation

/// What is on record about a token; never the token.
package struct TokenRecord: Sendable, Hashable {
    /// What it is for.
    package enum Kind: String, Sendable, CaseIterable {
        case access, refresh, personal
    }

    package enum State: String, Sendable, CaseIterable {
        case live
        /// Good again once what it depends on is: its account, platform, user or membership.
        case asleep
        /// A refresh token that was exchanged, or stood aside for another.
        case used
        case expired, revoked
    }

    package let id: UUID
    package let kind: Kind
    package let state: State
    /// `nil` of a personal one, as are the family and the platform.
    package let grantID: Grant.ID?
    package let familyID: TokenFamily.ID?
    /// By its id on the wire.
    package let accountID: String
    package let clientID: String?
    /// For whom it acts, where it acts for a person.
    package let userID: User.ID?
    package let scopes: [String]
    package let createdAt: Date
    package let expiresAt: Date?
    /// It, or what it ended with.
    package let revokedAt: Date?

    package init(
        id: UUID, kind: Kind, state: State, grantID: Grant.ID?, familyID: TokenFamily.ID?, accountID: String, clientID: String?,
        userID: User.ID?, scopes: [String], createdAt: Date, expiresAt: Date?, revokedAt: Date?
    ) {
        self.id = id
        self.kind = kind
        self.state = state
        self.grantID = grantID
        self.familyID = familyID
        self.accountID = accountID
        self.clientID = clientID
        self.userID = userID
        self.scopes = scopes
        self.createdAt = createdAt
        self.expiresAt = expiresAt
        self.revokedAt = revokedAt
    }
}
