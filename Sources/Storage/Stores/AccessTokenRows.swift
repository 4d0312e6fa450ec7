package import Foundation
package import Model
package import Postgres

/// An access token about to be stored, its times by the tenant's clock.
package struct NewAccessToken: Sendable {
    package let grantID: Grant.ID
    package let tokenType: TokenType
    package let scopes: [String]
    package let issuedAt: Date
    /// `nil`: never.
    package let expiresAt: Date?
    /// The platform's when it was made.
    package let generation: Int
    /// The code and the platform secret that obtained it.
    package let codeID: AuthorizationCode.ID?
    package let secretID: PlatformSecret.ID?
    package let familyID: TokenFamily.ID?
    /// Whose approval it came of.
    package let obtainedBy: User.ID?

    package init(
        grantID: Grant.ID, tokenType: TokenType, scopes: [String], issuedAt: Date, expiresAt: Date?, generation: Int,
        codeID: AuthorizationCode.ID?, secretID: PlatformSecret.ID?, familyID: TokenFamily.ID?, obtainedBy: User.ID?
    ) {
        self.grantID = grantID
        self.tokenType = tokenType
        self.scopes = scopes
        self.issuedAt = issuedAt
        self.expiresAt = expiresAt
        self.generation = generation
        self.codeID = codeID
        self.secretID = secretID
        self.familyID = familyID
        self.obtainedBy = obtainedBy
    }
}

/// Whose an access token is.
package struct TokenOwner: Sendable, RowDecodable {
    package let id: AccessToken.ID
    package let grantID: Grant.ID
    package let platformID: Platform.ID

    package init(row: Row) throws(PostgresError) {
        id = try row["id"]
        grantID = try row["grant_id"]
        platformID = try row["platform_id"]
    }
}

extension ListedToken: RowDecodable {
    package init(row: Row) throws(PostgresError) {
        try self.init(id: row["id"], createdAt: row["created_at"])
    }
}

/// Where an access token came from.
package struct TokenOrigin: Sendable, RowDecodable {
    package let codeID: AuthorizationCode.ID?
    package let familyID: TokenFamily.ID?
    /// Whose approval it came of.
    package let obtainedBy: User.ID?

    package init(row: Row) throws(PostgresError) {
        codeID = try row["code_id"]
        familyID = try row["family_id"]
        obtainedBy = try row["obtained_by"]
    }
}
