package import Model
package import Postgres

/// One-time tokens that sign a person in, and the hand-off codes their use gives the storefront, as hashes.
package struct SSOTokenStore {
    let session: Session
    let tenantID: Tenant.ID

    /// The id is the caller's, because the sealed data names it.
    package func insert(_ id: SSOToken.ID, hash: TokenHash, _ token: NewSSOToken) throws(PostgresError) {
        try session.execute(
            """
            INSERT INTO sso_token (tenant_id, id, token_hash, access_token_id, grant_id, user_id, landing_page, third_party_data_sealed, expires_at)
            VALUES (\(tenantID), \(id), \(hash), \(token.accessTokenID), \(token.grantID), \(token.userID), \(token.landingPage), \(token.sealedThirdPartyData),
                tenant_now() + \(token.lifetime))
            """, rows: 1)
    }

    /// Uses the token up, if it and all it depends on is live at this moment. One statement: of many at once, one gets the row.
    package func consume(_ hashes: [TokenHash]) throws(PostgresError) -> SSOToken? {
        try session.first(
            """
            UPDATE sso_token SET used_at = tenant_now()
            FROM \(Self.dependencies)
            WHERE sso_token.tenant_id = \(tenantID) AND sso_token.token_hash = ANY(\(hashes))
                AND sso_token.used_at IS NULL AND sso_token.expires_at > tenant_now() AND \(allIsLive)
            RETURNING \(Self.columns)
            """)
    }

    package func setHandoff(_ hash: TokenHash, of id: SSOToken.ID, lifetime: Duration) throws(PostgresError) {
        try session.execute(
            """
            UPDATE sso_token SET handoff_hash = \(hash), handoff_expires_at = tenant_now() + \(lifetime)
            WHERE tenant_id = \(tenantID) AND id = \(id) AND used_at IS NOT NULL AND handoff_hash IS NULL
            """, rows: 1)
    }

    /// Uses the hand-off code up, likewise. What the platform wanted told is told once and then forgotten.
    package func consumeHandoff(_ hashes: [TokenHash]) throws(PostgresError) -> SSOToken? {
        try session.first(
            """
            WITH told AS (
                SELECT id, third_party_data_sealed FROM sso_token
                WHERE tenant_id = \(tenantID) AND handoff_hash = ANY(\(hashes)) AND handoff_used_at IS NULL
                FOR UPDATE
            )
            UPDATE sso_token SET handoff_used_at = tenant_now(), third_party_data_sealed = NULL
            FROM told, \(Self.dependencies)
            WHERE sso_token.tenant_id = \(tenantID) AND sso_token.id = told.id
                AND sso_token.handoff_used_at IS NULL AND sso_token.handoff_expires_at > tenant_now() AND \(allIsLive)
            RETURNING \(Self.identity), told.third_party_data_sealed
            """)
    }

    /// Ends what would sign this person in, and the hand-offs under way.
    package func expireAll(user: User.ID) throws(PostgresError) {
        try session.execute(
            """
            UPDATE sso_token
            SET expires_at = least(expires_at, tenant_now()),
                handoff_expires_at = CASE WHEN handoff_hash IS NOT NULL THEN least(handoff_expires_at, tenant_now()) END
            WHERE tenant_id = \(tenantID) AND user_id = \(user) AND (used_at IS NULL OR handoff_used_at IS NULL)
                AND (expires_at > tenant_now() OR handoff_expires_at > tenant_now())
            """)
    }

    private static let dependencies: SQL = "access_token, account_grant, account, platform, app_user, membership"
    private static let identity: SQL = """
        sso_token.id AS sso_token_id, sso_token.landing_page, app_user.id, app_user.email, app_user.name, app_user.created_at,
        app_user.disabled_at, account.id AS account_id, account.public_id, account.name AS account_name,
        account.created_at AS account_created_at, platform.id AS platform_id, platform.client_id
        """
    private static let columns: SQL = "\(identity), sso_token.third_party_data_sealed"

    private var allIsLive: SQL {
        """
        account_grant.tenant_id = \(tenantID) AND account_grant.id = sso_token.grant_id AND account_grant.revoked_at IS NULL
            AND account.tenant_id = \(tenantID) AND account.id = account_grant.account_id AND account.disabled_at IS NULL
            AND platform.tenant_id = \(tenantID) AND platform.id = account_grant.platform_id AND platform.disabled_at IS NULL
            AND app_user.tenant_id = \(tenantID) AND app_user.id = sso_token.user_id AND app_user.disabled_at IS NULL
            AND membership.tenant_id = \(tenantID) AND membership.account_id = account_grant.account_id
            AND membership.user_id = sso_token.user_id
            AND access_token.tenant_id = \(tenantID) AND access_token.id = sso_token.access_token_id
            AND access_token.revoked_at IS NULL AND access_token.generation = platform.generation
            AND NOT EXISTS (
                SELECT FROM token_family
                LEFT JOIN account_grant AS parent_grant ON parent_grant.tenant_id = token_family.tenant_id
                    AND parent_grant.id = token_family.parent_grant_id
                WHERE token_family.tenant_id = access_token.tenant_id AND token_family.id = access_token.family_id
                    AND (token_family.revoked_at IS NOT NULL OR parent_grant.revoked_at IS NOT NULL)
            )
        """
    }
}

/// An SSO token about to be stored.
package struct NewSSOToken: Sendable {
    /// The token that asked.
    package let accessTokenID: AccessToken.ID
    package let grantID: Grant.ID
    package let userID: User.ID
    /// A local path.
    package let landingPage: String?
    package let sealedThirdPartyData: [UInt8]?
    package let lifetime: Duration

    package init(
        accessTokenID: AccessToken.ID, grantID: Grant.ID, userID: User.ID, landingPage: String?, sealedThirdPartyData: [UInt8]?,
        lifetime: Duration
    ) {
        self.accessTokenID = accessTokenID
        self.grantID = grantID
        self.userID = userID
        self.landingPage = landingPage
        self.sealedThirdPartyData = sealedThirdPartyData
        self.lifetime = lifetime
    }
}

extension SSOToken: RowDecodable {
    package init(row: Row) throws(PostgresError) {
        try self.init(
            id: row["sso_token_id"], user: User(row: row),
            account: Account(
                id: row["account_id"], publicID: row["public_id"], name: row["account_name"], createdAt: row["account_created_at"],
                disabledAt: nil),
            platformID: row["platform_id"], clientID: row["client_id"], landingPage: row["landing_page"],
            sealedThirdPartyData: row["third_party_data_sealed"])
    }
}
