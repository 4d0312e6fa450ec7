import Foundation
import Model
package import OAuth
package import Postgres

/// An access token that is not good: why, and what is known of it.
package struct RefusedAccess: Sendable, RowDecodable {
    package let reason: FailureReason
    /// Why it was revoked, where that was noted.
    package let note: String?
    package let facts: FailureFacts

    package init(row: Row) throws(PostgresError) {
        var facts = try FailureFacts(
            .bearer, platformID: row["platform_id"], accountID: row["account_id"], grantID: row["grant_id"])
        note = try row["revocation_reason"]
        let isExpired: Bool? = try row["expired"]
        // What the person or the vendor did comes before what time did.
        if let ending = try Ending(familyRow: row) {
            reason = ending.reason
            facts = facts.ended(ending)
        } else if let revokedAt: Date = try row["revoked_at"] {
            reason = .accessTokenRevoked
            facts.endedAt = revokedAt
        } else if try !row["same_generation"] {
            reason = .platformScopeChanged
        } else if let disabledAt: Date = try row["secret_disabled_at"] {
            reason = .obtainingSecretDisabled
            facts.endedAt = disabledAt
        } else if isExpired == true {
            reason = .accessTokenExpired
            facts.expiredAt = try row["expires_at"]
        } else if try !row["has_scopes"] {
            reason = .scopeNotLeft
        } else {
            // It became good between the two statements, or the tenant is disabled.
            reason = .accessTokenUnknown
        }
        self.facts = facts
    }
}
