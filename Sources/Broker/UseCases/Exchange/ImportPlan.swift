import Model

/// What is known of another server's applications and people before its tokens are taken over.
package struct ImportPlan: Sendable {
    struct Application: Sendable {
        let source: ForeignApplication
        let input: RegisterPlatform.Input
        /// `nil`: it is not here yet.
        var platform: Platform?
        let scopes: [String]
        /// The secret it had and has.
        var secretID: PlatformSecret.ID?
    }

    struct Owner: Sendable {
        let accountID: Account.ID
        let userID: User.ID
        let roles: [String]
    }

    /// By the ids the other server gave them.
    var applications: [String: Application] = [:]
    var owners: [String: Owner] = [:]
    /// Of the applications, as in the file.
    var order: [String] = []
    /// The grants this run made.
    var made: [ImportedGrant: Grant.ID] = [:]
}
