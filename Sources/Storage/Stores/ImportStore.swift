import Foundation
package import Model
package import Postgres

/// What is taken over from another server, many rows a statement.
package struct ImportStore {
    let session: Session
    let tenantID: Tenant.ID

    /// Who these are, in the order they are named.
    package func owners(_ owners: [ImportedOwner]) throws(PostgresError) -> [FoundOwner] {
        try session.all(
            """
            SELECT account.id AS account_id, app_user.id AS user_id, membership.roles
            FROM unnest(\(owners.map(\.accountPublicID)), \(owners.map(\.emailKey))) WITH ORDINALITY AS given (public_id, email_key, place)
            LEFT JOIN account ON account.tenant_id = \(tenantID) AND account.public_id = given.public_id
            LEFT JOIN app_user ON app_user.tenant_id = \(tenantID) AND app_user.email_key = given.email_key
            LEFT JOIN membership ON membership.tenant_id = \(tenantID) AND membership.account_id = account.id
                AND membership.user_id = app_user.id
            ORDER BY given.place
            """)
    }

    /// Which of these access tokens are here already.
    package func knownAccessTokens(_ hashes: [TokenHash]) throws(PostgresError) -> [KnownToken] {
        try session.all(
            """
            SELECT token_hash, family_id, revoked_at IS NOT NULL AS is_revoked FROM access_token
            WHERE tenant_id = \(tenantID) AND token_hash = ANY(\(hashes))
            """)
    }

    /// Which of these refresh tokens are here already.
    package func knownRefreshTokens(_ hashes: [TokenHash]) throws(PostgresError) -> [KnownToken] {
        try session.all(
            """
            SELECT refresh_token.token_hash, refresh_token.family_id, token_family.revoked_at IS NOT NULL AS is_revoked
            FROM refresh_token
            JOIN token_family ON token_family.tenant_id = \(tenantID) AND token_family.id = refresh_token.family_id
            WHERE refresh_token.tenant_id = \(tenantID) AND refresh_token.token_hash = ANY(\(hashes))
            """)
    }

    /// Ends these access tokens, whoever obtained them.
    package func revokeAccessTokens(_ hashes: [TokenHash]) throws(PostgresError) -> Int {
        try session.execute(
            """
            WITH held AS MATERIALIZED (
                SELECT id FROM access_token
                WHERE tenant_id = \(tenantID) AND token_hash = ANY(\(hashes)) AND revoked_at IS NULL
                ORDER BY id FOR NO KEY UPDATE
            )
            UPDATE access_token SET revoked_at = tenant_now() FROM held
            WHERE access_token.tenant_id = \(tenantID) AND access_token.id = held.id
            """)
    }

    /// Ends these families, their tokens with them.
    package func revokeFamilies(_ ids: [TokenFamily.ID]) throws(PostgresError) -> Int {
        try session.execute(
            """
            WITH held AS MATERIALIZED (
                SELECT id FROM token_family
                WHERE tenant_id = \(tenantID) AND id = ANY(\(ids)) AND revoked_at IS NULL
                ORDER BY id FOR NO KEY UPDATE
            )
            UPDATE token_family SET revoked_at = tenant_now() FROM held
            WHERE token_family.tenant_id = \(tenantID) AND token_family.id = held.id
            """)
    }

    /// The live grants there are. Reads only.
    package func liveGrants(_ keys: [ImportedGrant]) throws(PostgresError) -> [OpenedGrant] {
        let records = try JSONText(records: keys.map(KeyRecord.init))
        return try session.all(
            """
            SELECT account_grant.id, account_grant.platform_id, account_grant.account_id, account_grant.user_id, account_grant.scopes,
                account_grant.generation, false AS is_new
            FROM jsonb_to_recordset(\(records)) AS given (account_id uuid, platform_id uuid, user_id uuid)
            JOIN account_grant ON account_grant.tenant_id = \(tenantID) AND account_grant.platform_id = given.platform_id
                AND account_grant.account_id = given.account_id AND account_grant.user_id IS NOT DISTINCT FROM given.user_id
                AND account_grant.revoked_at IS NULL
            """)
    }

    /// Makes each grant, connected since it was approved, or finds the live one that is there. What was allowed or narrowed here stays as it
    /// is; only `widened`, which are this import's own, get the scopes as well.
    package func openGrants(
        _ grants: [(key: ImportedGrant, consent: ImportedConsent)], widened: [Grant.ID]
    ) throws(PostgresError) -> [OpenedGrant] {
        let records = try JSONText(records: grants.map(GrantRecord.init))
        // Sorted, so that two imports at once never wait for each other.
        return try session.all(
            """
            INSERT INTO account_grant
                (tenant_id, account_id, platform_id, user_id, scopes, approved_by, approved_at, connected_at, generation, approver_roles,
                approver_missing_at)
            SELECT \(tenantID), given.account_id, given.platform_id, given.user_id, given.scopes, given.approved_by,
                to_timestamp(given.approved_at), to_timestamp(given.approved_at), platform.generation, coalesce(membership.roles, '{}'),
                CASE WHEN given.is_approver_missing THEN tenant_now() END
            FROM jsonb_to_recordset(\(records)) AS given (
                account_id uuid, platform_id uuid, user_id uuid, scopes text[], approved_by uuid, approved_at double precision,
                is_approver_missing boolean
            )
            JOIN platform ON platform.tenant_id = \(tenantID) AND platform.id = given.platform_id
            LEFT JOIN membership ON membership.tenant_id = \(tenantID) AND membership.account_id = given.account_id
                AND membership.user_id = given.approved_by
            ORDER BY given.platform_id, given.account_id, given.user_id
            ON CONFLICT (tenant_id, platform_id, account_id, user_id) WHERE revoked_at IS NULL DO UPDATE
            SET connected_at = coalesce(account_grant.connected_at, CASE
                    WHEN account_grant.scopes = excluded.scopes OR account_grant.scopes && excluded.scopes THEN excluded.connected_at
                END),
                scopes = CASE WHEN account_grant.id = ANY(\(widened)) THEN account_grant.scopes || ARRAY(
                    SELECT scope FROM unnest(excluded.scopes) AS scope WHERE scope <> ALL (account_grant.scopes)
                ) ELSE account_grant.scopes END
            RETURNING id, platform_id, account_id, user_id, scopes, generation, xmax = 0 AS is_new
            """)
    }

    /// Each the first of a family of its own.
    package func insertRefreshTokens(_ tokens: [ImportedToken]) throws(PostgresError) -> [KnownToken] {
        let records = try JSONText(records: tokens.map(TokenRecord.init))
        return try session.all(
            """
            WITH given AS MATERIALIZED (
                SELECT *, gen_random_uuid() AS new_family_id
                FROM ROWS FROM (
                    jsonb_to_recordset(\(records)) AS (
                        grant_id uuid, scopes text[], obtained_by uuid, generation bigint, secret_id uuid,
                        issued_at double precision, expires_at double precision, family_expires_at double precision
                    ), unnest(\(tokens.map(\.hash)))
                ) AS record (
                    grant_id, scopes, obtained_by, generation, secret_id, issued_at, expires_at, family_expires_at, token_hash
                )
            ), family AS (
                INSERT INTO token_family (tenant_id, id, grant_id, obtained_by, generation, created_at, expires_at)
                SELECT \(tenantID), new_family_id, grant_id, obtained_by, generation, to_timestamp(issued_at),
                    to_timestamp(family_expires_at)
                FROM given
            )
            INSERT INTO refresh_token (tenant_id, token_hash, family_id, secret_id, scopes, created_at, expires_at)
            SELECT \(tenantID), token_hash, new_family_id, secret_id, scopes, to_timestamp(issued_at),
                to_timestamp(expires_at)
            FROM given
            RETURNING token_hash, family_id, false AS is_revoked
            """)
    }

    package func insertAccessTokens(_ tokens: [ImportedToken]) throws(PostgresError) {
        let records = try JSONText(records: tokens.map(TokenRecord.init))
        try session.execute(
            """
            INSERT INTO access_token
                (tenant_id, token_hash, grant_id, secret_id, family_id, obtained_by, generation, token_type, scopes, created_at, expires_at)
            SELECT \(tenantID), token_hash, grant_id, secret_id, family_id, obtained_by, generation, token_type, scopes,
                to_timestamp(issued_at), to_timestamp(expires_at)
            FROM ROWS FROM (
                jsonb_to_recordset(\(records)) AS (
                    grant_id uuid, token_type text, scopes text[], obtained_by uuid, generation bigint, secret_id uuid,
                    family_id uuid, issued_at double precision, expires_at double precision
                ), unnest(\(tokens.map(\.hash)))
            ) AS record (
                grant_id, token_type, scopes, obtained_by, generation, secret_id, family_id, issued_at, expires_at, token_hash
            )
            """, rows: tokens.count)
    }
}

/// A token that is here already.
package struct KnownToken: Sendable, RowDecodable {
    package let hash: TokenHash
    package let familyID: TokenFamily.ID?
    /// Of a refresh token: its family.
    package let isRevoked: Bool

    package init(row: Row) throws(PostgresError) {
        hash = try row["token_hash"]
        familyID = try row["family_id"]
        isRevoked = try row["is_revoked"]
    }
}

/// The grant imported tokens hang on.
package struct OpenedGrant: Sendable, RowDecodable {
    package let id: Grant.ID
    package let key: ImportedGrant
    package let scopes: [String]
    package let generation: Int
    package let isNew: Bool

    package init(row: Row) throws(PostgresError) {
        id = try row["id"]
        key = ImportedGrant(platformID: try row["platform_id"], accountID: try row["account_id"], userID: try row["user_id"])
        scopes = try row["scopes"]
        generation = try row["generation"]
        isNew = try row["is_new"]
    }
}

extension FoundOwner: RowDecodable {
    package init(row: Row) throws(PostgresError) {
        try self.init(accountID: row["account_id"], userID: row["user_id"], roles: row["roles"])
    }
}

private struct KeyRecord: Encodable {
    let accountId, platformId: UUID
    let userId: UUID?

    init(_ key: ImportedGrant) {
        accountId = key.accountID.rawValue
        platformId = key.platformID.rawValue
        userId = key.userID?.rawValue
    }
}

private struct GrantRecord: Encodable {
    let accountId, platformId: UUID
    let userId: UUID?
    let scopes: [String]
    let approvedBy: UUID
    let approvedAt: Double
    let isApproverMissing: Bool

    init(_ grant: (key: ImportedGrant, consent: ImportedConsent)) {
        accountId = grant.key.accountID.rawValue
        platformId = grant.key.platformID.rawValue
        userId = grant.key.userID?.rawValue
        scopes = grant.consent.scopes
        approvedBy = grant.consent.approvedBy.rawValue
        approvedAt = grant.consent.approvedAt.timeIntervalSince1970
        isApproverMissing = grant.consent.isApproverMissing
    }
}

private struct TokenRecord: Encodable {
    let grantId: UUID
    let tokenType: String
    let scopes: [String]
    let obtainedBy: UUID
    let generation: Int
    let secretId, familyId: UUID?
    let issuedAt: Double
    let expiresAt, familyExpiresAt: Double?

    init(_ token: ImportedToken) {
        grantId = token.grantID.rawValue
        tokenType = token.tokenType.rawValue
        scopes = token.scopes
        obtainedBy = token.obtainedBy.rawValue
        generation = token.generation
        secretId = token.secretID?.rawValue
        familyId = token.familyID?.rawValue
        issuedAt = token.issuedAt.timeIntervalSince1970
        expiresAt = token.expiresAt?.timeIntervalSince1970
        familyExpiresAt = token.familyExpiresAt?.timeIntervalSince1970
    }
}
