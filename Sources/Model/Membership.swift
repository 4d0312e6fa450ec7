/// A user in an account, with roles.
package struct Membership: Sendable, Hashable {
    package let account: Account
    package let userID: User.ID
    package let roles: [String]

    package init(account: Account, userID: User.ID, roles: [String]) {
        self.account = account
        self.userID = userID
        self.roles = roles
    }
}
