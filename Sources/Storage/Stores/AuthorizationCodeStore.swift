import Foundation
package import Model
import OAuth
package import Postgres

/// Authorization codes, as hashes: made once, used once (RFC 6749 §4.1.2).
package struct AuthorizationCodeStore {
    let session: Session
    let tenantID: Tenant.ID

    package func insert(_ hash: TokenHash, _ code: NewAuthorizationCode) throws(PostgresError) {
        try session.execute(
            """
            INSERT INTO authorization_code
                (tenant_id, code_hash, grant_id, platform_id, user_id, redirect_uri, redirect_uri_sent, scopes, code_challenge, generation,
                created_at, expires_at)
            SELECT \(tenantID), \(hash), \(code.grantID), \(code.platform.id), \(code.userID), \(code.redirectURI),
                \(code.redirectURIWasSent), \(code.scopes), \(code.challenge), \(code.platform.generation),
                clock.now, clock.now + \(code.lifetime)
            FROM (SELECT tenant_now() AS now OFFSET 0) AS clock
            """, rows: 1)
    }

    /// Ends the codes of a grant that were not used.
    package func expireAll(grant: Grant.ID) throws(PostgresError) {
        try session.execute(
            """
            UPDATE authorization_code SET expires_at = least(expires_at, tenant_now())
            WHERE tenant_id = \(tenantID) AND grant_id = \(grant) AND used_at IS NULL
            """)
    }

    /// Ends the codes this person allowed that were not used.
    package func expireAll(user: User.ID) throws(PostgresError) {
        try session.execute(
            """
            UPDATE authorization_code SET expires_at = least(expires_at, tenant_now())
            WHERE tenant_id = \(tenantID) AND user_id = \(user) AND used_at IS NULL AND expires_at > tenant_now()
            """)
    }

    /// Keeps whoever allowed a code where they are until this transaction ends: taking them out waits, and then sees what was issued.
    package func lockApprover(_ hashes: [TokenHash], platform: Platform.ID) throws(PostgresError) {
        try session.execute(
            """
            SELECT FROM authorization_code
            JOIN account_grant ON account_grant.tenant_id = authorization_code.tenant_id AND account_grant.id = authorization_code.grant_id
            JOIN membership ON membership.tenant_id = authorization_code.tenant_id AND membership.account_id = account_grant.account_id
                AND membership.user_id = authorization_code.user_id
            JOIN app_user ON app_user.tenant_id = authorization_code.tenant_id AND app_user.id = authorization_code.user_id
            WHERE authorization_code.tenant_id = \(tenantID) AND authorization_code.code_hash = ANY(\(hashes))
                AND authorization_code.platform_id = \(platform)
            FOR SHARE OF app_user, membership
            """)
    }

    /// Uses the code up, if every condition holds at this moment. One statement: of many at once, one gets the row.
    package func consume(_ hashes: [TokenHash], _ claim: CodeClaim) throws(PostgresError) -> AuthorizationCode? {
        try session.first(
            """
            UPDATE authorization_code SET used_at = tenant_now()
            FROM account_grant, account, app_user, membership, platform
            WHERE authorization_code.tenant_id = \(tenantID) AND authorization_code.code_hash = ANY(\(hashes))
                AND authorization_code.platform_id = \(claim.platform)
                AND authorization_code.used_at IS NULL
                AND authorization_code.expires_at > tenant_now()
                AND \(Self.redirectMatches(claim.redirectURI))
                AND authorization_code.code_challenge IS NOT DISTINCT FROM \(claim.challenge)
                AND account_grant.tenant_id = \(tenantID) AND account_grant.id = authorization_code.grant_id
                AND account_grant.revoked_at IS NULL
                AND \(Self.typeMatches(claim.tokenType))
                AND account.tenant_id = \(tenantID) AND account.id = account_grant.account_id AND account.disabled_at IS NULL
                AND app_user.tenant_id = \(tenantID) AND app_user.id = authorization_code.user_id AND app_user.disabled_at IS NULL
                AND membership.tenant_id = \(tenantID) AND membership.account_id = account.id AND membership.user_id = app_user.id
                AND platform.tenant_id = \(tenantID) AND platform.id = authorization_code.platform_id
                AND platform.generation = authorization_code.generation
            RETURNING authorization_code.id, authorization_code.grant_id, authorization_code.user_id, authorization_code.scopes,
                authorization_code.created_at
            """)
    }

    /// Why `consume` found nothing. Reads only.
    package func refused(_ hashes: [TokenHash], _ claim: CodeClaim) throws(PostgresError) -> RefusedCode {
        let refused: RefusedCode? = try session.first(
            """
            SELECT authorization_code.id, authorization_code.grant_id, authorization_code.used_at, authorization_code.expires_at,
                account_grant.account_id, \(Ending.columns), app_user.disabled_at AS approver_disabled_at,
                authorization_code.platform_id = \(claim.platform) AS platform_matches,
                \(Self.redirectMatches(claim.redirectURI)) AS redirect_matches,
                authorization_code.code_challenge IS NOT DISTINCT FROM \(claim.challenge) AS challenge_matches,
                \(Self.typeMatches(claim.tokenType)) AS type_matches,
                authorization_code.expires_at <= tenant_now() AS expired,
                authorization_code.used_at IS NOT NULL AS used,
                account_grant.revoked_at IS NULL AND account.disabled_at IS NULL AS grant_live,
                platform.generation = authorization_code.generation AS current,
                app_user.disabled_at IS NULL AND membership.user_id IS NOT NULL AS approver_live
            FROM authorization_code
            JOIN account_grant ON account_grant.tenant_id = authorization_code.tenant_id AND account_grant.id = authorization_code.grant_id
            JOIN account ON account.tenant_id = account_grant.tenant_id AND account.id = account_grant.account_id
            JOIN app_user ON app_user.tenant_id = authorization_code.tenant_id AND app_user.id = authorization_code.user_id
            JOIN platform ON platform.tenant_id = authorization_code.tenant_id AND platform.id = authorization_code.platform_id
            LEFT JOIN membership ON membership.tenant_id = account.tenant_id AND membership.account_id = account.id
                AND membership.user_id = app_user.id
            WHERE authorization_code.tenant_id = \(tenantID) AND authorization_code.code_hash = ANY(\(hashes))
            """)
        return refused ?? RefusedCode(.unknown, .codeUnknown)
    }

    /// A request that named its redirect URI must name it again; one that did not may leave it out (RFC 6749 §4.1.3).
    static func redirectMatches(_ redirectURI: String?) -> SQL {
        """
        (authorization_code.redirect_uri = \(redirectURI) OR (\(redirectURI) IS NULL AND NOT authorization_code.redirect_uri_sent))
        """
    }

    static func typeMatches(_ tokenType: TokenType?) -> SQL {
        "(\(tokenType) IS NULL OR (account_grant.user_id IS NULL) = (\(tokenType) = 'company'))"
    }
}

/// A code about to be made.
package struct NewAuthorizationCode: Sendable {
    package let grantID: Grant.ID
    package let platform: Platform
    /// Who allowed it.
    package let userID: User.ID
    package let redirectURI: String
    package let redirectURIWasSent: Bool
    package let scopes: [String]
    /// S256 (RFC 7636 §4.2).
    package let challenge: String?
    package let lifetime: Duration

    package init(
        grantID: Grant.ID, platform: Platform, userID: User.ID, redirectURI: String, redirectURIWasSent: Bool, scopes: [String],
        challenge: String? = nil, lifetime: Duration
    ) {
        self.grantID = grantID
        self.platform = platform
        self.userID = userID
        self.redirectURI = redirectURI
        self.redirectURIWasSent = redirectURIWasSent
        self.scopes = scopes
        self.challenge = challenge
        self.lifetime = lifetime
    }
}

/// What a token request says besides the code, all of which must be right.
package struct CodeClaim: Sendable {
    package let platform: Platform.ID
    package let redirectURI: String?
    /// What the verifier hashes to.
    package let challenge: String?
    /// The only one the request may get; `nil`: either.
    package let tokenType: TokenType?

    package init(platform: Platform.ID, redirectURI: String?, challenge: String? = nil, tokenType: TokenType? = nil) {
        self.platform = platform
        self.redirectURI = redirectURI
        self.challenge = challenge
        self.tokenType = tokenType
    }
}

extension AuthorizationCode: RowDecodable {
    package init(row: Row) throws(PostgresError) {
        try self.init(
            id: row["id"], grantID: row["grant_id"], userID: row["user_id"], scopes: row["scopes"], createdAt: row["created_at"])
    }
}
