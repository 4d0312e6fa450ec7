import Foundation
package import Model
package import Postgres

/// The vendor's APIs that ask about tokens, and their secrets as hashes.
package struct ResourceServerStore {
    let session: Session
    let tenantID: Tenant.ID

    package func insert(publicID: String, _ values: ResourceServerValues) throws(PostgresError) -> ResourceServer {
        try session.one(
            """
            INSERT INTO resource_server (tenant_id, public_id, name, audience, scopes, client_ids)
            VALUES (\(tenantID), \(publicID), \(values.name), \(values.audience), \(values.scopes), \(values.clientIDs))
            RETURNING \(ResourceServer.columns)
            """)
    }

    package func find(publicID: String) throws(PostgresError) -> ResourceServer? {
        try session.first(
            "SELECT \(ResourceServer.columns) FROM resource_server WHERE tenant_id = \(tenantID) AND public_id = \(publicID)")
    }

    /// The same, and nobody else changes it until this transaction ends.
    package func lock(publicID: String) throws(PostgresError) -> ResourceServer? {
        try session.first(
            """
            SELECT \(ResourceServer.columns) FROM resource_server WHERE tenant_id = \(tenantID) AND public_id = \(publicID)
            FOR NO KEY UPDATE
            """)
    }

    /// The latest first, at most `limit` from `place` on.
    package func page(after place: PagePlace?, limit: Int) throws(PostgresError) -> [ResourceServer] {
        try session.all(
            """
            SELECT \(ResourceServer.columns) FROM resource_server
            WHERE tenant_id = \(tenantID) AND (\(place?.time) IS NULL OR (created_at, id) < (\(place?.time), \(place?.id)))
            ORDER BY created_at DESC, id DESC
            LIMIT \(limit)
            """)
    }

    package func update(_ id: ResourceServer.ID, _ values: ResourceServerValues) throws(PostgresError) -> ResourceServer {
        try session.one(
            """
            UPDATE resource_server
            SET name = \(values.name), audience = \(values.audience), scopes = \(values.scopes), client_ids = \(values.clientIDs)
            WHERE tenant_id = \(tenantID) AND id = \(id)
            RETURNING \(ResourceServer.columns)
            """)
    }

    package func setDisabled(_ disabled: Bool, _ id: ResourceServer.ID) throws(PostgresError) -> ResourceServer {
        try session.one(
            """
            UPDATE resource_server SET disabled_at = CASE WHEN \(disabled) THEN coalesce(disabled_at, tenant_now()) END
            WHERE tenant_id = \(tenantID) AND id = \(id)
            RETURNING \(ResourceServer.columns)
            """)
    }

    /// Its secrets go with it.
    package func delete(_ id: ResourceServer.ID) throws(PostgresError) {
        try session.execute("DELETE FROM resource_server WHERE tenant_id = \(tenantID) AND id = \(id)", rows: 1)
    }

    /// The live resource server that has this id and, among its live secrets, one of these hashes (one per key in use).
    package func authenticate(publicID: String, hashes: [TokenHash]) throws(PostgresError) -> AuthenticatedResourceServer? {
        try session.first(
            """
            SELECT \(ResourceServer.joinedColumns), secret.id AS secret_id,
                (resource_server.last_used_at IS NULL OR secret.last_used_at IS NULL
                    OR least(resource_server.last_used_at, secret.last_used_at) < tenant_now() - interval '1 minute') AS wants_note
            FROM resource_server
            JOIN resource_server_secret AS secret ON secret.tenant_id = resource_server.tenant_id
                AND secret.resource_server_id = resource_server.id
            WHERE resource_server.tenant_id = \(tenantID) AND resource_server.public_id = \(publicID)
                AND resource_server.disabled_at IS NULL AND secret.secret_hash = ANY(\(hashes))
                AND (secret.expires_at IS NULL OR secret.expires_at > tenant_now())
            """)
    }

    /// Why `authenticate` found nothing. Reads only. `nil`: there is no such resource server.
    package func refused(publicID: String, hashes: [TokenHash]) throws(PostgresError) -> RefusedResourceServer? {
        try session.first(
            """
            SELECT resource_server.id, resource_server.disabled_at, secret.expires_at
            FROM resource_server
            LEFT JOIN resource_server_secret AS secret ON secret.tenant_id = resource_server.tenant_id
                AND secret.resource_server_id = resource_server.id AND secret.secret_hash = ANY(\(hashes))
            WHERE resource_server.tenant_id = \(tenantID) AND resource_server.public_id = \(publicID)
            """)
    }

    /// Notes that it asked, unless somebody else is noting it just now: asking never waits for that.
    package func noteUse(_ id: ResourceServer.ID, secret: ResourceServerSecret.ID) throws(PostgresError) {
        try session.execute(
            """
            WITH server AS (
                SELECT id FROM resource_server WHERE tenant_id = \(tenantID) AND id = \(id) FOR NO KEY UPDATE SKIP LOCKED
            ), noted AS (
                UPDATE resource_server SET last_used_at = tenant_now()
                WHERE tenant_id = \(tenantID) AND id = (SELECT id FROM server)
                RETURNING id
            )
            UPDATE resource_server_secret SET last_used_at = tenant_now()
            WHERE tenant_id = \(tenantID) AND id = \(secret) AND EXISTS (SELECT FROM noted)
            """)
    }

    package func insertSecret(
        _ hash: TokenHash, of id: ResourceServer.ID, lifetime: Duration?
    ) throws(PostgresError) -> ResourceServerSecret {
        try session.one(
            """
            INSERT INTO resource_server_secret (tenant_id, resource_server_id, secret_hash, expires_at)
            VALUES (\(tenantID), \(id), \(hash), tenant_now() + \(lifetime))
            RETURNING \(ResourceServerSecret.columns)
            """)
    }

    /// The secrets there are end after this time, if not sooner; those that ended are forgotten.
    package func endSecrets(of id: ResourceServer.ID, after overlap: Duration) throws(PostgresError) {
        try session.execute(
            """
            WITH ended AS (
                DELETE FROM resource_server_secret
                WHERE tenant_id = \(tenantID) AND resource_server_id = \(id) AND expires_at <= tenant_now() - interval '30 days'
            )
            UPDATE resource_server_secret SET expires_at = least(expires_at, tenant_now() + \(overlap))
            WHERE tenant_id = \(tenantID) AND resource_server_id = \(id) AND (expires_at IS NULL OR expires_at > tenant_now())
            """)
    }

    /// Those that are live, the latest first.
    package func secrets(of id: ResourceServer.ID) throws(PostgresError) -> [ResourceServerSecret] {
        try session.all(
            """
            SELECT \(ResourceServerSecret.columns) FROM resource_server_secret
            WHERE tenant_id = \(tenantID) AND resource_server_id = \(id) AND (expires_at IS NULL OR expires_at > tenant_now())
            ORDER BY created_at DESC, id
            """)
    }
}
