package import Foundation

/// A live grant as it is told to people of the account: to whom, by whom allowed, since when.
package struct Connection: Sendable, Hashable {
    package let grantID: Grant.ID
    package let account: Account
    package let platform: Platform
    /// `nil`: the account's own.
    package let userID: User.ID?
    package let scopes: [String]
    package let approvedBy: String
    package let approvedAt: Date
    /// Since when it wants a new approver.
    package let approverMissingAt: Date?

    package init(
        grantID: Grant.ID, account: Account, platform: Platform, userID: User.ID?, scopes: [String], approvedBy: String, approvedAt: Date,
        approverMissingAt: Date?
    ) {
        self.grantID = grantID
        self.account = account
        self.platform = platform
        self.userID = userID
        self.scopes = scopes
        self.approvedBy = approvedBy
        self.approvedAt = approvedAt
        self.approverMissingAt = approverMissingAt
    }
}
