import Foundation
package import Model
package import OAuth
package import Postgres

extension PlatformSecretStore {
    /// Why nobody was authenticated. Reads only. `nil`: there is no such platform.
    package func refused(clientID: String, hashes: [TokenHash]) throws(PostgresError) -> RefusedClient? {
        try session.first(
            """
            SELECT platform.id, platform.client_id, platform.is_public, platform.disabled_at, secret.disabled_at AS secret_disabled_at,
                secret.expires_at AS secret_expires_at, secret.id IS NOT NULL AS has_secret
            FROM platform
            LEFT JOIN platform_secret AS secret ON secret.tenant_id = platform.tenant_id AND secret.platform_id = platform.id
                AND secret.secret_hash = ANY(\(hashes))
            WHERE platform.tenant_id = \(tenantID) AND platform.client_id = \(clientID) AND platform.deleted_at IS NULL
            """)
    }
}

/// A platform that could not prove who it is: why, as far as the secret it presented says.
package struct RefusedClient: Sendable, RowDecodable {
    package let clientID: String
    package let isPublic: Bool
    package let reason: FailureReason
    package let facts: FailureFacts

    package init(row: Row) throws(PostgresError) {
        clientID = try row["client_id"]
        isPublic = try row["is_public"]
        let disabledAt: Date? = try row["disabled_at"]
        let secretDisabledAt: Date? = try row["secret_disabled_at"]
        var facts = try FailureFacts(.nobody, platformID: row["id"])
        if disabledAt != nil {
            reason = .clientDisabled
            facts.endedAt = disabledAt
        } else if isPublic {
            reason = .clientIsPublic
        } else if try !row["has_secret"] {
            reason = .secretWrong
        } else if secretDisabledAt != nil {
            reason = .secretDisabled
            facts.endedAt = secretDisabledAt
        } else {
            reason = .secretExpired
            facts.expiredAt = try row["secret_expires_at"]
        }
        self.facts = facts
    }
}
