import Foundation
package import Model
package import Postgres

/// Access tokens, as hashes.
package struct AccessTokenStore {
    let session: Session
    let tenantID: Tenant.ID

    package func insert(_ hash: TokenHash, _ token: NewAccessToken) throws(PostgresError) {
        try session.execute(
            """
            INSERT INTO access_token
                (tenant_id, token_hash, grant_id, code_id, secret_id, family_id, obtained_by, generation, token_type, scopes, created_at,
                expires_at)
            VALUES (\(tenantID), \(hash), \(token.grantID), \(token.codeID), \(token.secretID), \(token.familyID), \(token.obtainedBy),
                \(token.generation), \(token.tokenType), \(token.scopes), \(token.issuedAt), \(token.expiresAt))
            """, rows: 1)
    }

    /// The token, if it and all it depends on is live at this read (DESIGN.md, data rule 3); with `secretMustLive` the platform secret
    /// that obtained it too.
    package func findLive(_ hashes: [TokenHash], secretMustLive: Bool) throws(PostgresError) -> AccessToken? {
        try session.first(
            """
            SELECT \(AccessToken.columns), token.expires_at - tenant_now() AS remaining
            \(Self.sources)
            WHERE token.tenant_id = \(tenantID) AND token.token_hash = ANY(\(hashes)) AND \(Self.isWhole(secretMustLive: secretMustLive))
                AND (token.expires_at IS NULL OR token.expires_at > tenant_now())
            """)
    }

    /// Where a token came from: what is made from it comes from there as well, and ends with it.
    package func origin(of id: AccessToken.ID) throws(PostgresError) -> TokenOrigin? {
        try session.first("SELECT code_id, family_id, obtained_by FROM access_token WHERE tenant_id = \(tenantID) AND id = \(id)")
    }

    /// Why `findLive` found nothing. Reads only. `nil`: nobody has such a token.
    package func refused(_ hashes: [TokenHash], secretMustLive: Bool) throws(PostgresError) -> RefusedAccess? {
        try session.first(
            """
            SELECT account_grant.platform_id, account_grant.account_id, account_grant.id AS grant_id, token.revoked_at,
                token.revocation_reason, token.expires_at, token.expires_at <= tenant_now() AS expired,
                token.scopes = '{}' OR token.scopes && account_grant.scopes AS has_scopes,
                token.generation = platform.generation AS same_generation,
                CASE WHEN \(secretMustLive) THEN platform_secret.disabled_at END AS secret_disabled_at,
                \(Ending.columns), \(Ending.familyColumns)
            FROM access_token AS token
            JOIN account_grant ON account_grant.tenant_id = token.tenant_id AND account_grant.id = token.grant_id
            JOIN platform ON platform.tenant_id = token.tenant_id AND platform.id = account_grant.platform_id
            JOIN account ON account.tenant_id = token.tenant_id AND account.id = account_grant.account_id
            LEFT JOIN token_family ON token_family.tenant_id = token.tenant_id AND token_family.id = token.family_id
            LEFT JOIN platform_secret ON platform_secret.tenant_id = token.tenant_id AND platform_secret.id = token.secret_id
            WHERE token.tenant_id = \(tenantID) AND token.token_hash = ANY(\(hashes))
            """)
    }

    /// Whose a token is that has not been revoked, whether or not it is good otherwise.
    package func findOwner(_ hashes: [TokenHash]) throws(PostgresError) -> TokenOwner? {
        try session.first(
            """
            SELECT access_token.id, access_token.grant_id, account_grant.platform_id
            FROM access_token
            JOIN account_grant ON account_grant.tenant_id = access_token.tenant_id AND account_grant.id = access_token.grant_id
            WHERE access_token.tenant_id = \(tenantID) AND access_token.token_hash = ANY(\(hashes)) AND access_token.revoked_at IS NULL
            """)
    }

    /// The tokens of a grant that work, oldest first.
    package func live(grant: Grant.ID) throws(PostgresError) -> [ListedToken] {
        try session.all(
            """
            SELECT id, created_at FROM access_token
            WHERE tenant_id = \(tenantID) AND grant_id = \(grant) AND revoked_at IS NULL
                AND (expires_at IS NULL OR expires_at > tenant_now())
            ORDER BY created_at, id
            """)
    }

    /// Ends one token of a grant. `false` when it was not live.
    package func revoke(_ id: AccessToken.ID, grant: Grant.ID) throws(PostgresError) -> Bool {
        try session.execute(
            """
            UPDATE access_token SET revoked_at = tenant_now()
            WHERE tenant_id = \(tenantID) AND id = \(id) AND grant_id = \(grant) AND revoked_at IS NULL
            """) == 1
    }

    /// Ends the live tokens of a grant and says how many there were; of those that one person obtained, none.
    package func revokeAll(grant: Grant.ID, exceptOf user: User.ID? = nil) throws(PostgresError) -> Int {
        try session.execute(
            """
            UPDATE access_token SET revoked_at = tenant_now()
            WHERE tenant_id = \(tenantID) AND grant_id = \(grant) AND revoked_at IS NULL
                AND (\(user) IS NULL OR obtained_by IS DISTINCT FROM \(user))
            """)
    }

    /// Ends the live tokens a code was exchanged for, those refreshed since among them, and says how many there were.
    package func revokeAll(code: AuthorizationCode.ID) throws(PostgresError) -> Int {
        try session.execute(
            "UPDATE access_token SET revoked_at = tenant_now() WHERE tenant_id = \(tenantID) AND code_id = \(code) AND revoked_at IS NULL")
    }

    /// Ends the live tokens this user obtained in the accounts they are in, noting why.
    package func revokeAll(obtainedBy user: User.ID, reason: String) throws(PostgresError) -> Int {
        try session.execute(
            """
            UPDATE access_token SET revoked_at = tenant_now(), revocation_reason = \(reason)
            WHERE tenant_id = \(tenantID) AND obtained_by = \(user) AND revoked_at IS NULL AND grant_id IN (
                SELECT account_grant.id FROM account_grant
                JOIN membership ON membership.tenant_id = account_grant.tenant_id AND membership.account_id = account_grant.account_id
                WHERE account_grant.tenant_id = \(tenantID) AND membership.user_id = \(user) AND account_grant.revoked_at IS NULL
            )
            """)
    }
}

extension AccessTokenStore {
    /// Tokens with all they depend on.
    static let sources: SQL = """
        FROM access_token AS token
        JOIN account_grant ON account_grant.tenant_id = token.tenant_id AND account_grant.id = token.grant_id
        JOIN platform ON platform.tenant_id = token.tenant_id AND platform.id = account_grant.platform_id
        JOIN account ON account.tenant_id = token.tenant_id AND account.id = account_grant.account_id
        JOIN tenant ON tenant.id = token.tenant_id
        LEFT JOIN app_user ON app_user.tenant_id = token.tenant_id AND app_user.id = account_grant.user_id
        LEFT JOIN membership ON membership.tenant_id = token.tenant_id AND membership.account_id = account_grant.account_id
            AND membership.user_id = account_grant.user_id
        LEFT JOIN token_family ON token_family.tenant_id = token.tenant_id AND token_family.id = token.family_id
        LEFT JOIN account_grant AS parent_grant ON parent_grant.tenant_id = token.tenant_id
            AND parent_grant.id = token_family.parent_grant_id
        LEFT JOIN platform_secret ON platform_secret.tenant_id = token.tenant_id AND platform_secret.id = token.secret_id
        """

    /// That nothing of it has ended, but for time.
    static func isWhole(secretMustLive: Bool) -> SQL {
        """
        token.revoked_at IS NULL
            AND account_grant.revoked_at IS NULL AND platform.disabled_at IS NULL AND account.disabled_at IS NULL
            -- Of the scopes it was given, something must be left to its grant and to its platform.
            AND (token.scopes = '{}' OR EXISTS (
                SELECT FROM unnest(token.scopes) AS scope WHERE scope = ANY(account_grant.scopes) AND scope = ANY(platform.scopes)
            ))
            AND tenant.disabled_at IS NULL AND token.generation = platform.generation
            AND token_family.revoked_at IS NULL AND parent_grant.revoked_at IS NULL
            AND (account_grant.user_id IS NULL OR (app_user.disabled_at IS NULL AND membership.user_id IS NOT NULL))
            AND NOT (\(secretMustLive) AND platform_secret.disabled_at IS NOT NULL)
        """
    }
}

extension AccessToken: RowDecodable {
    static let columns: SQL = """
        token.id AS token_id, token.grant_id, token.token_type, token.created_at AS issued_at, token.expires_at,
        ARRAY(
            SELECT scope FROM unnest(token.scopes) WITH ORDINALITY AS issued (scope, place)
            WHERE scope = ANY(account_grant.scopes) AND scope = ANY(platform.scopes) ORDER BY place
        ) AS token_scopes,
        account.id AS account_id, account.public_id, account.name AS account_name, account.created_at AS account_created_at,
        app_user.id AS user_id, app_user.email AS user_email, app_user.name AS user_name, app_user.created_at AS user_created_at,
        coalesce(membership.roles, '{}') AS roles,
        \(Platform.joinedColumns)
        """

    package init(row: Row) throws(PostgresError) { try self.init(row: row, remaining: row["remaining"]) }

    init(row: Row, remaining: Duration?) throws(PostgresError) {
        let account = try Account(
            id: row["account_id"], publicID: row["public_id"], name: row["account_name"], createdAt: row["account_created_at"],
            disabledAt: nil)
        let userID: User.ID? = try row["user_id"]
        var user: User?
        if let userID {
            user = try User(
                id: userID, email: row["user_email"], name: row["user_name"], createdAt: row["user_created_at"], disabledAt: nil)
        }
        try self.init(
            id: row["token_id"], grantID: row["grant_id"], tokenType: row["token_type"], scopes: row["token_scopes"],
            issuedAt: row["issued_at"], expiresAt: row["expires_at"], remaining: remaining, account: account,
            platform: Platform(row: row), user: user, roles: row["roles"])
    }
}
