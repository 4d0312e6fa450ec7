package import Foundation

/// A live, connected grant as it is told to people of the account: who allowed it, and since when.
package struct Connection: Sendable, Hashable {
    package let accountID: Account.ID
    package let approvedBy: String
    package let approvedAt: Date

    package init(accountID: Account.ID, approvedBy: String, approvedAt: Date) {
        self.accountID = accountID
        self.approvedBy = approvedBy
        self.approvedAt = approvedAt
    }
}
