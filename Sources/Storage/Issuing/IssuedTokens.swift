package import Foundation
package import Model
package import Postgres

/// What was issued, as far as the database had a say in it.
package struct IssuedTokens: Sendable, RowDecodable {
    package let tokenType: TokenType
    /// The account's id on the wire.
    package let accountID: String
    package let scopes: [String]
    package let issuedAt: Date
    /// `nil`: never.
    package let expiresAt: Date?
    /// `nil`: no refresh token goes with it.
    package let refreshExpiresAt: Date?
    /// Of whoever allowed it, where somebody was asked just now.
    package let approverEmail: String?
    /// Something was put into a queue.
    let hasQueued: Bool

    init(
        tokenType: TokenType, accountID: String, scopes: [String], issuedAt: Date, expiresAt: Date?, refreshExpiresAt: Date?,
        approverEmail: String?, hasQueued: Bool
    ) {
        self.tokenType = tokenType
        self.accountID = accountID
        self.scopes = scopes
        self.issuedAt = issuedAt
        self.expiresAt = expiresAt
        self.refreshExpiresAt = refreshExpiresAt
        self.approverEmail = approverEmail
        self.hasQueued = hasQueued
    }

    package init(row: Row) throws(PostgresError) {
        tokenType = try row["token_type"]
        accountID = try row["public_id"]
        scopes = try row["scopes"]
        issuedAt = try row["issued_at"]
        expiresAt = try row["access_expires_at"]
        refreshExpiresAt = try row["refresh_expires_at"]
        approverEmail = try row["email"]
        hasQueued = try row["has_queued"]
    }
}
