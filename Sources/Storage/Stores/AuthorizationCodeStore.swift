import Foundation
package import Model
package import Postgres

/// Authorization codes, as hashes: made once, used once (RFC 6749 §4.1.2).
package struct AuthorizationCodeStore {
    let session: Session
    let tenantID: Tenant.ID

    package func insert(
        _ hash: TokenHash, grant: Grant.ID, platform: Platform.ID, user: User.ID, redirectURI: String, redirectURIWasSent: Bool,
        scopes: [String], lifetime: Duration
    ) throws(PostgresError) {
        try session.execute(
            """
            INSERT INTO authorization_code
                (tenant_id, code_hash, grant_id, platform_id, user_id, redirect_uri, redirect_uri_sent, scopes, created_at, expires_at)
            SELECT \(tenantID), \(hash), \(grant), \(platform), \(user), \(redirectURI), \(redirectURIWasSent), \(scopes),
                clock.now, clock.now + \(lifetime)
            FROM (SELECT tenant_now() AS now OFFSET 0) AS clock
            """, rows: 1)
    }

    /// Uses the code up, if every condition holds at this moment. One statement: of many at once, one gets the row.
    package func consume(_ hashes: [TokenHash], platform: Platform.ID, redirectURI: String?) throws(PostgresError) -> AuthorizationCode? {
        try session.first(
            """
            UPDATE authorization_code SET used_at = tenant_now()
            FROM account_grant, account, app_user, membership
            WHERE authorization_code.tenant_id = \(tenantID) AND authorization_code.code_hash = ANY(\(hashes))
                AND authorization_code.platform_id = \(platform)
                AND authorization_code.used_at IS NULL
                AND authorization_code.expires_at > tenant_now()
                AND \(Self.redirectMatches(redirectURI))
                AND account_grant.tenant_id = \(tenantID) AND account_grant.id = authorization_code.grant_id
                AND account_grant.revoked_at IS NULL
                AND account.tenant_id = \(tenantID) AND account.id = account_grant.account_id AND account.disabled_at IS NULL
                AND app_user.tenant_id = \(tenantID) AND app_user.id = authorization_code.user_id AND app_user.disabled_at IS NULL
                AND membership.tenant_id = \(tenantID) AND membership.account_id = account.id AND membership.user_id = app_user.id
            RETURNING authorization_code.id, authorization_code.grant_id, authorization_code.user_id, authorization_code.scopes,
                authorization_code.created_at
            """)
    }

    /// Why `consume` found nothing. Reads only.
    package func refusal(_ hashes: [TokenHash], platform: Platform.ID, redirectURI: String?) throws(PostgresError) -> CodeRefusal {
        let reading: CodeReading? = try session.first(
            """
            SELECT authorization_code.id, authorization_code.grant_id,
                authorization_code.platform_id = \(platform) AS platform_matches,
                \(Self.redirectMatches(redirectURI)) AS redirect_matches,
                authorization_code.expires_at <= tenant_now() AS expired,
                authorization_code.used_at IS NOT NULL AS used,
                account_grant.revoked_at IS NULL AND account.disabled_at IS NULL AS grant_live,
                app_user.disabled_at IS NULL AND membership.user_id IS NOT NULL AS approver_live
            FROM authorization_code
            JOIN account_grant ON account_grant.tenant_id = authorization_code.tenant_id AND account_grant.id = authorization_code.grant_id
            JOIN account ON account.tenant_id = account_grant.tenant_id AND account.id = account_grant.account_id
            JOIN app_user ON app_user.tenant_id = authorization_code.tenant_id AND app_user.id = authorization_code.user_id
            LEFT JOIN membership ON membership.tenant_id = account.tenant_id AND membership.account_id = account.id
                AND membership.user_id = app_user.id
            WHERE authorization_code.tenant_id = \(tenantID) AND authorization_code.code_hash = ANY(\(hashes))
            """)
        return reading?.refusal ?? .unknown
    }

    /// A request that named its redirect URI must name it again; one that did not may leave it out (RFC 6749 §4.1.3).
    private static func redirectMatches(_ redirectURI: String?) -> SQL {
        """
        (authorization_code.redirect_uri = \(redirectURI) OR (\(redirectURI) IS NULL AND NOT authorization_code.redirect_uri_sent))
        """
    }
}

extension AuthorizationCode: RowDecodable {
    package init(row: Row) throws(PostgresError) {
        try self.init(
            id: row["id"], grantID: row["grant_id"], userID: row["user_id"], scopes: row["scopes"], createdAt: row["created_at"])
    }
}

private struct CodeReading: RowDecodable {
    let refusal: CodeRefusal

    init(row: Row) throws(PostgresError) {
        // NULL where the request named no redirect URI and should have.
        let redirectMatches: Bool? = try row["redirect_matches"]
        if try !row["platform_matches"] {
            refusal = .otherPlatform
        } else if redirectMatches != true {
            refusal = .redirectURIMismatch
        } else if try row["expired"] {
            refusal = .expired
        } else if try !row["grant_live"] {
            refusal = .grantNotLive
        } else if try !row["approver_live"] {
            refusal = .approverNotLive
        } else if try row["used"] {
            refusal = try .replayed(row["id"], row["grant_id"])
        } else {
            // It became good between the two statements; the caller may simply try again.
            refusal = .unknown
        }
    }
}
