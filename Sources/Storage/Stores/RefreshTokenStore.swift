package import Foundation
package import Model
import OAuth
package import Postgres

/// Refresh tokens, as hashes, and the families they are rotated in (RFC 9700 §4.14.2).
package struct RefreshTokenStore {
    let session: Session
    let tenantID: Tenant.ID

    /// Begins a family. `parent`: the account's grant whose token asked for it.
    package func insertFamily(
        grant: Grant.ID, code: AuthorizationCode.ID?, obtainedBy user: User.ID?, parent: Grant.ID?, generation: Int, expiresAt: Date?
    ) throws(PostgresError) -> TokenFamily {
        try session.one(
            """
            INSERT INTO token_family (tenant_id, grant_id, code_id, obtained_by, parent_grant_id, generation, expires_at)
            VALUES (\(tenantID), \(grant), \(code), \(user), \(parent), \(generation), \(expiresAt))
            RETURNING id AS family_id, grant_id, code_id, obtained_by, expires_at AS family_expires_at
            """)
    }

    /// `parent`: the token it is given for.
    package func insert(
        _ hash: TokenHash, family: TokenFamily.ID, parent: RefreshToken.ID?, secret: PlatformSecret.ID?, scopes: [String], issuedAt: Date,
        expiresAt: Date
    ) throws(PostgresError) {
        try session.execute(
            """
            INSERT INTO refresh_token (tenant_id, token_hash, family_id, parent_id, secret_id, scopes, created_at, expires_at)
            VALUES (\(tenantID), \(hash), \(family), \(parent), \(secret), \(scopes), \(issuedAt), \(expiresAt))
            """, rows: 1)
    }

    /// Uses the token up, if every condition holds at this moment. One statement: of many at once, one gets the row.
    package func consume(_ hashes: [TokenHash], _ claim: RefreshClaim) throws(PostgresError) -> RefreshToken? {
        try session.first(
            """
            UPDATE refresh_token SET used_at = tenant_now()
            FROM token_family, account_grant, account, platform
            WHERE refresh_token.tenant_id = \(tenantID) AND refresh_token.token_hash = ANY(\(hashes))
                AND refresh_token.used_at IS NULL AND refresh_token.retired_at IS NULL
                AND token_family.tenant_id = \(tenantID) AND token_family.id = refresh_token.family_id
                AND account_grant.tenant_id = \(tenantID) AND account_grant.id = token_family.grant_id
                AND account.tenant_id = \(tenantID) AND account.id = account_grant.account_id
                AND platform.tenant_id = \(tenantID) AND platform.id = account_grant.platform_id
                AND \(Self.platformMatches(claim))
                AND \(Self.typeMatches(claim)) AND NOT \(Self.isExpired) AND \(Self.isLive) AND \(Self.isCurrent(claim))
            RETURNING refresh_token.id, refresh_token.scopes, refresh_token.family_id, token_family.grant_id, token_family.code_id,
                token_family.obtained_by, token_family.expires_at AS family_expires_at
            """)
    }

    /// Why `consume` found nothing. Reads only. Within `grace` of its use, and while no successor was used, a token may be answered again.
    package func refused(
        _ hashes: [TokenHash], _ claim: RefreshClaim, grace: Duration
    ) throws(PostgresError) -> RefusedRefresh {
        let refused: RefusedRefresh? = try session.first(
            """
            SELECT refresh_token.id, refresh_token.scopes, refresh_token.family_id, token_family.grant_id, token_family.code_id,
                token_family.obtained_by, token_family.expires_at AS family_expires_at, account_grant.account_id,
                refresh_token.used_at, refresh_token.retired_at, least(refresh_token.expires_at, token_family.expires_at) AS ends_at,
                \(Ending.columns), \(Ending.familyColumns), token_family.generation = platform.generation AS same_generation,
                \(grace) AS grace, \(Self.platformMatches(claim)) AS platform_matches, \(Self.typeMatches(claim)) AS type_matches,
                \(Self.isExpired) AS expired, \(Self.isLive) AS live, \(Self.isCurrent(claim)) AS current,
                refresh_token.used_at IS NOT NULL AS used, refresh_token.retired_at IS NOT NULL AS retired,
                coalesce(refresh_token.used_at + \(grace) > tenant_now(), false) AS in_grace,
                coalesce(successor.number, 0) AS successors, coalesce(successor.was_used, false) AS successor_used
            FROM refresh_token
            JOIN token_family ON token_family.tenant_id = refresh_token.tenant_id AND token_family.id = refresh_token.family_id
            JOIN account_grant ON account_grant.tenant_id = token_family.tenant_id AND account_grant.id = token_family.grant_id
            JOIN account ON account.tenant_id = account_grant.tenant_id AND account.id = account_grant.account_id
            JOIN platform ON platform.tenant_id = account_grant.tenant_id AND platform.id = account_grant.platform_id
            LEFT JOIN LATERAL (
                SELECT count(*) AS number, bool_or(child.used_at IS NOT NULL) AS was_used
                FROM refresh_token AS child
                WHERE child.tenant_id = refresh_token.tenant_id AND child.parent_id = refresh_token.id
            ) AS successor ON true
            WHERE refresh_token.tenant_id = \(tenantID) AND refresh_token.token_hash = ANY(\(hashes))
            """)
        return refused ?? RefusedRefresh(.unknown, .refreshTokenUnknown)
    }

    /// Takes the siblings of a token that was just used out of the race.
    package func retireSiblings(of id: RefreshToken.ID) throws(PostgresError) {
        try session.execute(
            """
            UPDATE refresh_token SET retired_at = tenant_now()
            WHERE tenant_id = \(tenantID) AND id <> \(id) AND used_at IS NULL AND retired_at IS NULL AND parent_id = (
                SELECT parent_id FROM refresh_token WHERE tenant_id = \(tenantID) AND id = \(id)
            )
            """)
    }

    /// When the last refresh token of the family that was not used ends. `nil`: there is none.
    package func end(of family: TokenFamily.ID) throws(PostgresError) -> Date? {
        try session.value(
            """
            SELECT max(expires_at) FROM refresh_token
            WHERE tenant_id = \(tenantID) AND family_id = \(family) AND used_at IS NULL AND retired_at IS NULL
            """)
    }

    /// How often the family was refreshed within the last hour.
    package func refreshesInTheLastHour(of family: TokenFamily.ID) throws(PostgresError) -> Int {
        let count: Int? = try session.value(
            """
            SELECT count(*) FROM refresh_token
            WHERE tenant_id = \(tenantID) AND family_id = \(family) AND parent_id IS NOT NULL
                AND created_at > (SELECT tenant_now() - interval '1 hour')
            """)
        return count ?? 0
    }

    /// Whose a refresh token is, whether or not it is good.
    package func findOwner(_ hashes: [TokenHash]) throws(PostgresError) -> RefreshTokenOwner? {
        try session.first(
            """
            SELECT token_family.id AS family_id, token_family.grant_id, account_grant.platform_id
            FROM refresh_token
            JOIN token_family ON token_family.tenant_id = refresh_token.tenant_id AND token_family.id = refresh_token.family_id
            JOIN account_grant ON account_grant.tenant_id = token_family.tenant_id AND account_grant.id = token_family.grant_id
            WHERE refresh_token.tenant_id = \(tenantID) AND refresh_token.token_hash = ANY(\(hashes))
            """)
    }

    /// Ends a family, its access tokens with it: one row. `false` when it was not live.
    package func revokeFamily(_ id: TokenFamily.ID) throws(PostgresError) -> Bool {
        try session.execute(
            "UPDATE token_family SET revoked_at = tenant_now() WHERE tenant_id = \(tenantID) AND id = \(id) AND revoked_at IS NULL") == 1
    }

    /// Ends the families that began with a code and says how many there were.
    package func revokeFamilies(code: AuthorizationCode.ID) throws(PostgresError) -> Int {
        try session.execute(
            "UPDATE token_family SET revoked_at = tenant_now() WHERE tenant_id = \(tenantID) AND code_id = \(code) AND revoked_at IS NULL")
    }

    /// Not `=`, by which the planner would begin with every grant the platform has.
    private static func platformMatches(_ claim: RefreshClaim) -> SQL { "account_grant.platform_id IS NOT DISTINCT FROM \(claim.platform)" }

    private static func typeMatches(_ claim: RefreshClaim) -> SQL {
        "(\(claim.tokenType) IS NULL OR (account_grant.user_id IS NULL) = (\(claim.tokenType) = 'company'))"
    }

    private static let isExpired: SQL = """
        (refresh_token.expires_at <= tenant_now() OR coalesce(token_family.expires_at <= tenant_now(), false))
        """

    private static let isLive: SQL = """
        (token_family.revoked_at IS NULL AND account_grant.revoked_at IS NULL AND account.disabled_at IS NULL
            AND platform.disabled_at IS NULL AND \(Grant.userIsLive) AND NOT \(parentIsRevoked))
        """

    /// Of a family: the account's grant whose token asked for it was ended.
    static let parentIsRevoked: SQL = """
        EXISTS (
            SELECT FROM account_grant AS parent_grant
            WHERE parent_grant.tenant_id = token_family.tenant_id AND parent_grant.id = token_family.parent_grant_id
                AND parent_grant.revoked_at IS NOT NULL
        )
        """

    private static func isCurrent(_ claim: RefreshClaim) -> SQL {
        "(token_family.generation = platform.generation AND NOT (\(claim.secretMustLive) AND \(secretIsDisabled)))"
    }

    /// Of a refresh token: the secret that obtained it.
    static let secretIsDisabled: SQL = """
        EXISTS (
            SELECT FROM platform_secret
            WHERE platform_secret.tenant_id = refresh_token.tenant_id AND platform_secret.id = refresh_token.secret_id
                AND platform_secret.disabled_at IS NOT NULL
        )
        """
}

/// What a refresh request says besides the token, all of which must be right.
package struct RefreshClaim: Sendable {
    package let platform: Platform.ID
    /// The only one the request may get; `nil`: either.
    package let tokenType: TokenType?
    /// Whether the token ends with the platform secret that obtained it.
    package let secretMustLive: Bool

    package init(platform: Platform.ID, tokenType: TokenType?, secretMustLive: Bool) {
        self.platform = platform
        self.tokenType = tokenType
        self.secretMustLive = secretMustLive
    }
}

/// Whose a refresh token is.
package struct RefreshTokenOwner: Sendable, RowDecodable {
    package let familyID: TokenFamily.ID
    package let grantID: Grant.ID
    package let platformID: Platform.ID

    package init(row: Row) throws(PostgresError) {
        familyID = try row["family_id"]
        grantID = try row["grant_id"]
        platformID = try row["platform_id"]
    }
}

extension TokenFamily: RowDecodable {
    package init(row: Row) throws(PostgresError) {
        try self.init(
            id: row["family_id"], grantID: row["grant_id"], codeID: row["code_id"], obtainedBy: row["obtained_by"],
            expiresAt: row["family_expires_at"])
    }
}

extension RefreshToken: RowDecodable {
    package init(row: Row) throws(PostgresError) {
        try self.init(id: row["id"], family: TokenFamily(row: row), scopes: row["scopes"])
    }
}
