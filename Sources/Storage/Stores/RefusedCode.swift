import Foundation
package import Model
package import OAuth
package import Postgres

/// A code that could not be used: why, and what is known of it.
package struct RefusedCode: Sendable, RowDecodable {
    package let refusal: CodeRefusal
    package let reason: FailureReason
    package let facts: FailureFacts

    init(_ refusal: CodeRefusal, _ reason: FailureReason, _ facts: FailureFacts = FailureFacts()) {
        self.refusal = refusal
        self.reason = reason
        self.facts = facts
    }

    package init(row: Row) throws(PostgresError) {
        // Nothing of another platform's code is anybody else's to know.
        if try !row["platform_matches"] {
            self.init(.otherPlatform, .codeOtherClient)
            return
        }
        // NULL where the request named no redirect URI and should have.
        let redirectMatches: Bool? = try row["redirect_matches"]
        var facts = try FailureFacts(accountID: row["account_id"], grantID: row["grant_id"])
        if redirectMatches != true {
            self.init(.redirectURIMismatch, .redirectMismatch, facts)
        } else if try !row["challenge_matches"] {
            self.init(.challengeMismatch, .verifierMismatch, facts)
        } else if try !row["type_matches"] {
            self.init(.otherTokenType, .wrongTokenType, facts)
        } else if try row["expired"] {
            facts.expiredAt = try row["expires_at"]
            self.init(.expired, .codeExpired, facts)
        } else if try !row["grant_live"] {
            let ending = try Ending(row: row)
            self.init(.grantNotLive, ending?.reason ?? .grantRevoked, facts.ended(ending))
        } else if try !row["current"] {
            self.init(.outdated, .platformScopeChanged, facts)
        } else if try !row["approver_live"] {
            facts.endedAt = try row["approver_disabled_at"]
            self.init(.approverNotLive, .approverGone, facts)
        } else if try row["used"] {
            facts.usedAt = try row["used_at"]
            self.init(try .replayed(row["id"], row["grant_id"]), .codeUsed, facts)
        } else {
            // It became good between the two statements; the caller may simply try again.
            self.init(.unknown, .codeUnknown, facts)
        }
    }
}
