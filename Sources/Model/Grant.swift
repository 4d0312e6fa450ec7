package import Foundation

/// The stored consent of an account, or of a user in an account, to a platform.
package struct Grant: Sendable, Hashable {
    package typealias ID = Identifier<Grant>

    package let id: ID
    package let accountID: Account.ID
    package let platformID: Platform.ID
    /// `nil`: the account's own.
    package let userID: User.ID?
    package let scopes: [String]
    package let approvedBy: User.ID
    package let approvedAt: Date
    /// Since when whoever approved it has left the account or lost a role they had. The grant lives on and wants a new approver.
    package let approverMissingAt: Date?
    /// A user's, made by the account's token: the user has not said anything about it themselves.
    package let isGivenByAccount: Bool
    package let state: State

    /// Allowed, then connected by the first token, then revoked for good.
    package enum State: Sendable, Hashable {
        case allowed
        case connected(since: Date)
        case revoked(at: Date, by: Revoker)
    }

    /// Which side ended it.
    package enum Revoker: String, Sendable, CaseIterable {
        case platform, user, tenant, `operator`
    }

    package init(
        id: ID, accountID: Account.ID, platformID: Platform.ID, userID: User.ID?, scopes: [String], approvedBy: User.ID,
        approvedAt: Date, approverMissingAt: Date? = nil, isGivenByAccount: Bool = false, state: State
    ) {
        self.id = id
        self.accountID = accountID
        self.platformID = platformID
        self.userID = userID
        self.scopes = scopes
        self.approvedBy = approvedBy
        self.approvedAt = approvedAt
        self.approverMissingAt = approverMissingAt
        self.isGivenByAccount = isGivenByAccount
        self.state = state
    }

    package var tokenType: TokenType { userID == nil ? .company : .user }
}
