package import Foundation

/// Whose tokens are about to be taken over: the grant they hang on, made or widened.
package struct ImportedGrant: Sendable, Hashable {
    package let platformID: Platform.ID
    package let accountID: Account.ID
    /// `nil`: the account's own.
    package let userID: User.ID?

    package init(platformID: Platform.ID, accountID: Account.ID, userID: User.ID?) {
        self.platformID = platformID
        self.accountID = accountID
        self.userID = userID
    }
}

/// What another server knew of a consent.
package struct ImportedConsent: Sendable {
    package var scopes: [String]
    package let approvedBy: User.ID
    package let approvedAt: Date
    /// Whoever gave it there may not give it here: it lives and wants a new approver.
    package let isApproverMissing: Bool

    package init(scopes: [String], approvedBy: User.ID, approvedAt: Date, isApproverMissing: Bool) {
        self.scopes = scopes
        self.approvedBy = approvedBy
        self.approvedAt = approvedAt
        self.isApproverMissing = isApproverMissing
    }
}

/// A token another server gave out, as a hash.
package struct ImportedToken: Sendable {
    package let hash: TokenHash
    package let grantID: Grant.ID
    package let tokenType: TokenType
    package let scopes: [String]
    package let obtainedBy: User.ID
    /// Its grant's.
    package let generation: Int
    package let secretID: PlatformSecret.ID?
    package let issuedAt: Date
    /// `nil`: never.
    package let expiresAt: Date?
    /// Of a refresh token: when its family ends. Of an access token: nothing.
    package var familyExpiresAt: Date?
    /// The family of the refresh token it came with.
    package var familyID: TokenFamily.ID?

    package init(
        hash: TokenHash, grantID: Grant.ID, tokenType: TokenType, scopes: [String], obtainedBy: User.ID, generation: Int,
        secretID: PlatformSecret.ID?, issuedAt: Date, expiresAt: Date?, familyExpiresAt: Date? = nil, familyID: TokenFamily.ID? = nil
    ) {
        self.hash = hash
        self.grantID = grantID
        self.tokenType = tokenType
        self.scopes = scopes
        self.obtainedBy = obtainedBy
        self.generation = generation
        self.secretID = secretID
        self.issuedAt = issuedAt
        self.expiresAt = expiresAt
        self.familyExpiresAt = familyExpiresAt
        self.familyID = familyID
    }
}

/// Somebody another server knew by an id of its own, by what they are called here.
package struct ImportedOwner: Sendable, Hashable {
    package let accountPublicID: String
    package let emailKey: String

    package init(accountPublicID: String, emailKey: String) {
        self.accountPublicID = accountPublicID
        self.emailKey = emailKey
    }
}

/// Who that is, as far as they are known here.
package struct FoundOwner: Sendable, Hashable {
    package let accountID: Account.ID?
    package let userID: User.ID?
    /// `nil`: they are not in the account.
    package let roles: [String]?

    package init(accountID: Account.ID?, userID: User.ID?, roles: [String]?) {
        self.accountID = accountID
        self.userID = userID
        self.roles = roles
    }
}
