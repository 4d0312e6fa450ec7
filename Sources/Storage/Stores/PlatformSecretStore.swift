package import Foundation
package import Model
package import Postgres

/// Client secrets, as hashes.
package struct PlatformSecretStore {
    let session: Session
    let tenantID: Tenant.ID

    /// The live platform that has this client id and, among its live secrets, one of these hashes (one per key in use).
    package func authenticate(clientID: String, hashes: [TokenHash]) throws(PostgresError) -> AuthenticatedPlatform? {
        try session.first(
            """
            SELECT \(Platform.columns), platform_secret_id, use_is_noted
            FROM platform
            JOIN (
                SELECT id AS platform_secret_id, platform_id, expires_at AS secret_expires_at,
                    coalesce(last_used_at > tenant_now() - interval '1 minute', false) AS use_is_noted
                FROM platform_secret
                WHERE tenant_id = \(tenantID) AND secret_hash = ANY(\(hashes)) AND disabled_at IS NULL
            ) AS secret ON secret.platform_id = platform.id
            WHERE tenant_id = \(tenantID) AND client_id = \(clientID) AND disabled_at IS NULL
                AND (secret_expires_at IS NULL OR secret_expires_at > tenant_now())
            """)
    }

    package func all(platform: Platform.ID) throws(PostgresError) -> [PlatformSecret] {
        try session.all(
            """
            SELECT \(PlatformSecret.columns) FROM platform_secret
            WHERE tenant_id = \(tenantID) AND platform_id = \(platform) ORDER BY created_at, id
            """)
    }

    package func insert(_ hash: TokenHash, platform: Platform.ID, lifetime: Duration?) throws(PostgresError) -> PlatformSecret {
        try session.one(
            """
            INSERT INTO platform_secret (tenant_id, platform_id, secret_hash, expires_at)
            VALUES (\(tenantID), \(platform), \(hash), tenant_now() + \(lifetime))
            RETURNING \(PlatformSecret.columns)
            """)
    }

    /// The secret of the platform that has one of these hashes, live or not.
    package func match(_ hashes: [TokenHash], platform: Platform.ID) throws(PostgresError) -> PlatformSecret? {
        try session.first(
            """
            SELECT \(PlatformSecret.columns) FROM platform_secret
            WHERE tenant_id = \(tenantID) AND platform_id = \(platform) AND secret_hash = ANY(\(hashes))
            """)
    }

    package func find(_ id: PlatformSecret.ID, platform: Platform.ID) throws(PostgresError) -> PlatformSecret? {
        try session.first(
            """
            SELECT \(PlatformSecret.columns) FROM platform_secret
            WHERE tenant_id = \(tenantID) AND platform_id = \(platform) AND id = \(id)
            """)
    }

    /// How many of the platform's secrets are neither disabled nor over.
    package func countLive(platform: Platform.ID) throws(PostgresError) -> Int {
        let count: Int? = try session.value(
            """
            SELECT count(*) FROM platform_secret
            WHERE tenant_id = \(tenantID) AND platform_id = \(platform) AND disabled_at IS NULL
                AND (expires_at IS NULL OR expires_at > tenant_now())
            """)
        return count ?? 0
    }

    /// Notes that the secret is in use, unless somebody is noting it now: nobody waits for that.
    package func noteUse(_ id: PlatformSecret.ID) throws(PostgresError) {
        try session.execute(
            """
            UPDATE platform_secret SET last_used_at = tenant_now()
            WHERE tenant_id = \(tenantID) AND id = (
                SELECT id FROM platform_secret
                WHERE tenant_id = \(tenantID) AND id = \(id)
                    AND (last_used_at IS NULL OR last_used_at <= tenant_now() - interval '1 minute')
                FOR NO KEY UPDATE SKIP LOCKED
            )
            """)
    }

    /// Sets when a secret ends that has not ended yet; `nil`: never. Whoever was told of an earlier end is told of this one too.
    /// `nil` when the platform has no such live secret.
    package func setExpiry(
        _ expiresAt: Date?, of id: PlatformSecret.ID, platform: Platform.ID
    ) throws(PostgresError) -> PlatformSecret? {
        try session.first(
            """
            UPDATE platform_secret SET expires_at = \(expiresAt), expiry_told_at = NULL
            WHERE tenant_id = \(tenantID) AND platform_id = \(platform) AND id = \(id) AND disabled_at IS NULL
                AND (expires_at IS NULL OR expires_at > tenant_now())
            RETURNING \(PlatformSecret.columns)
            """)
    }

    /// Lets every live secret of the platform end after so long, if it would not end before. Returns those that have another end now.
    package func expireAll(platform: Platform.ID, after lifetime: Duration) throws(PostgresError) -> [PlatformSecret] {
        try session.all(
            """
            UPDATE platform_secret SET expires_at = tenant_now() + \(lifetime), expiry_told_at = NULL
            WHERE tenant_id = \(tenantID) AND platform_id = \(platform) AND disabled_at IS NULL
                AND (expires_at IS NULL OR expires_at > tenant_now() + \(lifetime))
            RETURNING \(PlatformSecret.columns)
            """)
    }

    /// Returns how many were not disabled before.
    package func disableAll(platform: Platform.ID) throws(PostgresError) -> Int {
        try session.execute(
            """
            UPDATE platform_secret SET disabled_at = tenant_now()
            WHERE tenant_id = \(tenantID) AND platform_id = \(platform) AND disabled_at IS NULL
            """)
    }

    /// `false` when the platform has no such secret, or it was disabled before.
    package func disable(_ id: PlatformSecret.ID, platform: Platform.ID) throws(PostgresError) -> Bool {
        try session.execute(
            """
            UPDATE platform_secret SET disabled_at = tenant_now()
            WHERE tenant_id = \(tenantID) AND platform_id = \(platform) AND id = \(id) AND disabled_at IS NULL
            """) == 1
    }

    /// The live secrets that end within this time and of which nobody was told yet; from now on somebody was.
    package func claimEnding(within notice: Duration) throws(PostgresError) -> [EndingSecret] {
        try session.all(
            """
            UPDATE platform_secret SET expiry_told_at = tenant_now()
            WHERE tenant_id = \(tenantID) AND expires_at IS NOT NULL AND expiry_told_at IS NULL AND disabled_at IS NULL
                AND expires_at > tenant_now() AND expires_at <= tenant_now() + \(notice)
            RETURNING id, platform_id, expires_at, last_used_at, (
                SELECT min(newer.created_at) FROM platform_secret AS newer
                WHERE newer.tenant_id = \(tenantID) AND newer.platform_id = platform_secret.platform_id
                    AND newer.created_at > platform_secret.created_at AND newer.disabled_at IS NULL
            ) AS replaced_at
            """)
    }
}

/// A client secret that will soon end.
package struct EndingSecret: Sendable, RowDecodable {
    package let id: PlatformSecret.ID
    package let platformID: Platform.ID
    package let expiresAt: Date
    package let lastUsedAt: Date?
    /// When the secret that takes its place was made. `nil`: there is none.
    package let replacedAt: Date?

    /// Somebody has not changed over: it was used since the newer one was made, or there is no other to change over to.
    package var isStillUsed: Bool {
        guard let lastUsedAt else { return false }
        return replacedAt.map { lastUsedAt > $0 } ?? true
    }

    package init(row: Row) throws(PostgresError) {
        id = try row["id"]
        platformID = try row["platform_id"]
        expiresAt = try row["expires_at"]
        lastUsedAt = try row["last_used_at"]
        replacedAt = try row["replaced_at"]
    }
}

/// A platform that proved who it is, and by which secret.
package struct AuthenticatedPlatform: Sendable, RowDecodable {
    package let platform: Platform
    /// `nil`: it is public and proved nothing.
    package let secretID: PlatformSecret.ID?
    /// That the secret is in use was noted within the last minute.
    package let useIsNoted: Bool

    /// A public platform, taken at its word (RFC 6749 §3.2.1).
    package init(public platform: Platform) {
        self.platform = platform
        secretID = nil
        useIsNoted = true
    }

    package init(row: Row) throws(PostgresError) {
        platform = try Platform(row: row)
        secretID = try row["platform_secret_id"]
        useIsNoted = try row["use_is_noted"]
    }
}

extension PlatformSecret: RowDecodable {
    static let columns: SQL = "id, created_at, expires_at, last_used_at, disabled_at"

    package init(row: Row) throws(PostgresError) {
        try self.init(
            id: row["id"], createdAt: row["created_at"], expiresAt: row["expires_at"], lastUsedAt: row["last_used_at"],
            disabledAt: row["disabled_at"])
    }
}
