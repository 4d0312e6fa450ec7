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
            SELECT \(Platform.columns), platform_secret_id
            FROM platform
            JOIN (
                SELECT id AS platform_secret_id, platform_id, expires_at AS secret_expires_at
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
            RETURNING id, platform_id, expires_at
            """)
    }
}

/// A client secret that will soon end.
package struct EndingSecret: Sendable, RowDecodable {
    package let id: PlatformSecret.ID
    package let platformID: Platform.ID
    package let expiresAt: Date

    package init(row: Row) throws(PostgresError) {
        id = try row["id"]
        platformID = try row["platform_id"]
        expiresAt = try row["expires_at"]
    }
}

/// A platform that proved who it is, and by which secret.
package struct AuthenticatedPlatform: Sendable, RowDecodable {
    package let platform: Platform
    /// `nil`: it is public and proved nothing.
    package let secretID: PlatformSecret.ID?

    /// A public platform, taken at its word (RFC 6749 §3.2.1).
    package init(public platform: Platform) {
        self.platform = platform
        secretID = nil
    }

    package init(row: Row) throws(PostgresError) {
        platform = try Platform(row: row)
        secretID = try row["platform_secret_id"]
    }
}

extension PlatformSecret: RowDecodable {
    static let columns: SQL = "id, created_at, expires_at, disabled_at"

    package init(row: Row) throws(PostgresError) {
        try self.init(id: row["id"], createdAt: row["created_at"], expiresAt: row["expires_at"], disabledAt: row["disabled_at"])
    }
}
