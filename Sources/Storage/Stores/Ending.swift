import Foundation
import Model
import OAuth
import Postgres

/// What a code or token depends on and had ended when it was read: the first of these there is.
struct Ending: Sendable {
    let reason: FailureReason
    let at: Date?
    let by: String?

    /// Of a statement that joins account_grant, account and platform.
    static let columns: SQL = """
        account_grant.revoked_at AS grant_revoked_at, account_grant.revoked_by AS grant_revoked_by,
        account.disabled_at AS account_disabled_at, platform.disabled_at AS platform_disabled_at,
        (
            SELECT app_user.disabled_at FROM app_user
            WHERE app_user.tenant_id = account_grant.tenant_id AND app_user.id = account_grant.user_id
        ) AS user_disabled_at,
        account_grant.user_id IS NOT NULL AND NOT EXISTS (
            SELECT FROM membership
            WHERE membership.tenant_id = account_grant.tenant_id AND membership.account_id = account_grant.account_id
                AND membership.user_id = account_grant.user_id
        ) AS membership_gone
        """
    /// The same of one that joins token_family as well.
    static let familyColumns: SQL = """
        token_family.revoked_at AS family_revoked_at,
        (
            SELECT parent.revoked_at FROM account_grant AS parent
            WHERE parent.tenant_id = token_family.tenant_id AND parent.id = token_family.parent_grant_id
        ) AS parent_revoked_at
        """

    init?(row: Row) throws(PostgresError) {
        if let revokedAt: Date = try row["grant_revoked_at"] {
            self.init(.grantRevoked, revokedAt, by: try row["grant_revoked_by"])
        } else if let disabledAt: Date = try row["account_disabled_at"] {
            self.init(.accountDisabled, disabledAt)
        } else if let disabledAt: Date = try row["platform_disabled_at"] {
            self.init(.clientDisabled, disabledAt)
        } else if let disabledAt: Date = try row["user_disabled_at"] {
            self.init(.userDisabled, disabledAt)
        } else if try row["membership_gone"] {
            self.init(.membershipGone, nil)
        } else {
            return nil
        }
    }

    init?(familyRow row: Row) throws(PostgresError) {
        if let ending = try Ending(row: row) {
            self = ending
        } else if let revokedAt: Date = try row["parent_revoked_at"] {
            self.init(.grantRevoked, revokedAt)
        } else if let revokedAt: Date = try row["family_revoked_at"] {
            self.init(.authorizationEnded, revokedAt)
        } else {
            return nil
        }
    }

    private init(_ reason: FailureReason, _ at: Date?, by: String? = nil) {
        self.reason = reason
        self.at = at
        self.by = by
    }
}

extension FailureFacts {
    func ended(_ ending: Ending?) -> FailureFacts {
        var facts = self
        facts.endedAt = ending?.at
        facts.endedBy = ending?.by
        return facts
    }
}
