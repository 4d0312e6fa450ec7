import Foundation
package import Model
package import OAuth
package import Postgres

/// A refresh token that could not be used: why, and what is known of it.
package struct RefusedRefresh: Sendable, RowDecodable {
    package let refusal: RefreshRefusal
    package let reason: FailureReason
    package let facts: FailureFacts

    init(_ refusal: RefreshRefusal, _ reason: FailureReason, _ facts: FailureFacts = FailureFacts()) {
        self.refusal = refusal
        self.reason = reason
        self.facts = facts
    }

    package init(row: Row) throws(PostgresError) {
        // Nothing of another platform's token is anybody else's to know.
        if try !row["platform_matches"] {
            self.init(.otherPlatform, .refreshTokenOtherClient)
            return
        }
        var facts = try FailureFacts(accountID: row["account_id"], grantID: row["grant_id"], usedAt: row["used_at"])
        if try !row["type_matches"] {
            self.init(.otherTokenType, .wrongTokenType, facts)
        } else if try row["expired"] {
            facts.expiredAt = try row["ends_at"]
            self.init(.expired, .refreshTokenExpired, facts)
        } else if try !row["live"] {
            let ending = try Ending(familyRow: row)
            self.init(.notLive, ending?.reason ?? .authorizationEnded, facts.ended(ending))
        } else if try !row["current"] {
            self.init(.outdated, try row["same_generation"] ? .obtainingSecretDisabled : .platformScopeChanged, facts)
        } else if try row["retired"] {
            facts.endedAt = try row["retired_at"]
            self.init(.retired, .refreshTokenRetired, facts)
        } else if try !row["used"] {
            // It became good between the two statements; the caller may simply try again.
            self.init(.unknown, .refreshTokenUnknown, facts)
        } else {
            try self.init(used: RefreshToken(row: row), facts, row)
        }
    }

    private init(used token: RefreshToken, _ facts: FailureFacts, _ row: Row) throws(PostgresError) {
        var facts = facts
        facts.grace = try row["grace"]
        let (inGrace, successorUsed): (Bool, Bool) = try (row["in_grace"], row["successor_used"])
        if inGrace, !successorUsed {
            self.init(.inGrace(token, successors: try row["successors"]), .tooManySuccessors, facts)
        } else {
            self.init(
                .replayed(token.family.id, token.family.grantID), inGrace ? .refreshTokenReplayed : .refreshTokenReplaced, facts)
        }
    }
}
