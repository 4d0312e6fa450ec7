import Foundation
import Postgres

extension SweptTable {
    /// What the condition needs besides the row.
    var joins: SQL {
        switch self {
        case .accessToken:
            """
            JOIN account_grant ON account_grant.tenant_id = row.tenant_id AND account_grant.id = row.grant_id
            LEFT JOIN token_family ON token_family.tenant_id = row.tenant_id AND token_family.id = row.family_id
            \(Self.parentGrant)
            """
        case .refreshToken:
            """
            JOIN token_family ON token_family.tenant_id = row.tenant_id AND token_family.id = row.family_id
            JOIN account_grant ON account_grant.tenant_id = row.tenant_id AND account_grant.id = token_family.grant_id
            \(Self.parentGrant)
            """
        default: ""
        }
    }

    private static let parentGrant: SQL = """
        LEFT JOIN account_grant AS parent_grant ON parent_grant.tenant_id = row.tenant_id
            AND parent_grant.id = token_family.parent_grant_id
        """

    /// Whether a row has been over for the whole retention and nothing refers to it. `least` and `greatest` pass over NULL.
    func isOver(_ times: SweepTimes) -> SQL {
        switch self {
        case .ssoToken:
            "greatest(row.expires_at, row.handoff_expires_at) < \(times.cutoff)"
        case .accessToken:
            """
            least(row.revoked_at, row.expires_at, token_family.revoked_at, account_grant.revoked_at, parent_grant.revoked_at)
                < \(times.cutoff) AND \(none("sso_token", "access_token_id"))
            """
        case .refreshToken:
            // A used one tells of its replay as long as its family and itself live; it also stays while one given for it may be used.
            """
            (
                least(token_family.expires_at, token_family.revoked_at, account_grant.revoked_at, parent_grant.revoked_at) < \(times.cutoff)
                OR row.expires_at < \(times.cutoff) AND NOT EXISTS (
                    SELECT FROM refresh_token AS child
                    WHERE child.tenant_id = row.tenant_id AND child.parent_id = row.id
                        AND child.used_at IS NULL AND child.retired_at IS NULL AND child.expires_at >= \(times.cutoff)
                    OFFSET 0
                )
            )
            """
        case .tokenFamily:
            "row.created_at < \(times.cutoff) AND \(none("refresh_token", "family_id")) AND \(none("access_token", "family_id"))"
        case .authorizationCode:
            // Presented again it ends what came of it: it stays as long as any of that is there.
            "row.expires_at < \(times.cutoff) AND \(none("access_token", "code_id")) AND \(none("token_family", "code_id"))"
        case .accountGrant:
            """
            row.revoked_at < \(times.cutoff) AND \(none("access_token", "grant_id")) AND \(none("token_family", "grant_id"))
                AND \(none("token_family", "parent_grant_id")) AND \(none("authorization_code", "grant_id"))
                AND \(none("sso_token", "grant_id"))
            """
        case .personalAccessToken: "least(row.revoked_at, row.expires_at) < \(times.cutoff)"
        // Nobody asks why a session has ended, or for a key that signs no more.
        case .browserSession: "least(row.expires_at, row.ended_at) <= \(times.present)"
        case .webhookOldSecret: "row.expires_at <= \(times.present)"
        case .resourceServerSecret: "row.expires_at < \(times.cutoff)"
        case .delivery: "row.finished_at < \(times.cutoff)"
        case .event: "\(none("delivery", "event_id")) AND \(none("event_queue", "event_id"))"
        case .tokenFailure: "true"
        // Counted by its window, which is looked at before the number is.
        case .signInAttempt: "row.window_ends_at <= \(times.present)"
        // An answer is given again for a day, of real time.
        case .idempotencyRecord: "row.claimed_at < now() - interval '1 day'"
        }
    }

    /// OFFSET 0: asked of each row, never answered for all of them by reading the table whole.
    private func none(_ table: SQL, _ column: SQL) -> SQL {
        "NOT EXISTS (SELECT FROM \(table) AS child WHERE child.tenant_id = row.tenant_id AND child.\(column) = row.id OFFSET 0)"
    }
}
