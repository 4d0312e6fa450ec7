package import Foundation
package import Model
package import Postgres

/// A resource server that proved who it is.
package struct AuthenticatedResourceServer: Sendable, RowDecodable {
    package let server: ResourceServer
    package let secretID: ResourceServerSecret.ID
    /// Its last use was noted a while ago.
    package let wantsNote: Bool

    init(server: ResourceServer, secretID: ResourceServerSecret.ID, wantsNote: Bool) {
        self.server = server
        self.secretID = secretID
        self.wantsNote = wantsNote
    }

    package init(row: Row) throws(PostgresError) {
        server = try ResourceServer(row: row)
        secretID = try row["secret_id"]
        wantsNote = try row["wants_note"]
    }
}

/// Why a resource server could not prove who it is.
package struct RefusedResourceServer: Sendable, RowDecodable {
    package let id: ResourceServer.ID
    package let disabledAt: Date?
    /// Of the secret that was presented, if it is one of its own.
    package let expiredAt: Date?

    package init(row: Row) throws(PostgresError) {
        id = try row["id"]
        disabledAt = try row["disabled_at"]
        expiredAt = try row["expires_at"]
    }
}

extension ResourceServer: RowDecodable {
    static let columns: SQL = "id, public_id, name, audience, scopes, client_ids, created_at, last_used_at, disabled_at"
    /// The same, for a join that has other tables' columns of these names.
    static let joinedColumns: SQL = """
        resource_server.id, resource_server.public_id, resource_server.name, resource_server.audience, resource_server.scopes,
        resource_server.client_ids, resource_server.created_at, resource_server.last_used_at, resource_server.disabled_at
        """

    package init(row: Row) throws(PostgresError) {
        try self.init(
            id: row["id"], publicID: row["public_id"], name: row["name"], audience: row["audience"], scopes: row["scopes"],
            clientIDs: row["client_ids"], createdAt: row["created_at"], lastUsedAt: row["last_used_at"], disabledAt: row["disabled_at"])
    }
}

extension ResourceServerSecret: RowDecodable {
    static let columns: SQL = "id, created_at, expires_at, last_used_at"

    package init(row: Row) throws(PostgresError) {
        try self.init(id: row["id"], createdAt: row["created_at"], expiresAt: row["expires_at"], lastUsedAt: row["last_used_at"])
    }
}
