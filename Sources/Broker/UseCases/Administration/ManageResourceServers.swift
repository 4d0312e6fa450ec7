package import Model
import Secrets
import Storage

/// The vendor's APIs that ask about tokens: registered, changed, given new secrets, put to sleep and deleted.
package struct ManageResourceServers: Sendable {
    /// As typed. `nil`: as it is; of a new one, the default.
    package struct Input: Sendable {
        package var name: String?
        package var audience: String?
        package var scopes: [String]?
        package var clientIDs: [String]?

        package init(name: String? = nil, audience: String? = nil, scopes: [String]? = nil, clientIDs: [String]? = nil) {
            self.name = name
            self.audience = audience
            self.scopes = scopes
            self.clientIDs = clientIDs
        }
    }

    /// How long the secret before lives on after a rotation.
    package static let defaultOverlap = Duration.seconds(86_400)
    package static let longestOverlap = Duration.seconds(30 * 86_400)
    package static let mostClients = 200

    private let engine: Engine

    package init(engine: Engine) { self.engine = engine }

    /// The plain secret is in this answer and never again. Throws `InputError`.
    package func create(
        _ input: Input, in tenant: Tenant, by actor: AuditEntry.Actor, origin: RequestOrigin = .local
    ) async throws -> (ResourceServer, PlainSecret) {
        guard let name = input.name else { throw InputError("name", "must be given") }
        guard let audience = input.audience else { throw InputError("audience", "must be given") }
        let none = ResourceServerValues(name: name, audience: audience, scopes: [], clientIDs: [])
        let values = try Self.check(input, of: none)
        let publicID = ResourceServer.idPrefix + (try SecureRandom.hex(bytes: 12))
        let (secret, hash) = try newSecret(of: tenant)
        let server = try await engine.storage.transaction(tenant: tenant.id) { stores in
            try Self.checkClients(values.clientIDs, in: stores)
            let server = try stores.resourceServers.insert(publicID: publicID, values)
            _ = try stores.resourceServers.insertSecret(hash, of: server.id, lifetime: nil)
            try Self.audit("created", server, by: actor, origin, stores, ["audience": .string(values.audience)])
            return server
        }
        return (server, secret)
    }

    /// Throws `NotFound`.
    package func find(_ publicID: String, in tenant: Tenant) async throws -> ResourceServer {
        guard ResourceServer.isID(publicID) else { throw NotFound("resource server", publicID) }
        return try await engine.storage.transaction(tenant: tenant.id) { stores in
            guard let server = try stores.resourceServers.find(publicID: publicID) else { throw NotFound("resource server", publicID) }
            return server
        }
    }

    /// The live secrets, without their values. Throws `NotFound`.
    package func secrets(of publicID: String, in tenant: Tenant) async throws -> [ResourceServerSecret] {
        let server = try await find(publicID, in: tenant)
        return try await engine.storage.transaction(tenant: tenant.id) { stores in try stores.resourceServers.secrets(of: server.id) }
    }

    /// The latest first.
    package func page(after place: PagePlace? = nil, limit: Int, in tenant: Tenant) async throws -> [ResourceServer] {
        try await engine.storage.transaction(tenant: tenant.id) { stores in
            try stores.resourceServers.page(after: place, limit: limit)
        }
    }

    /// Throws `NotFound` and `InputError`.
    package func update(
        _ publicID: String, _ input: Input, precondition: Precondition<ResourceServer>? = nil, in tenant: Tenant,
        by actor: AuditEntry.Actor, origin: RequestOrigin = .local
    ) async throws -> ResourceServer {
        try await change(publicID, in: tenant) { server, stores in
            try precondition?(server)
            let values = try Self.check(input, of: server.values)
            try Self.checkClients(values.clientIDs.filter { !server.clientIDs.contains($0) }, in: stores)
            let changed = try stores.resourceServers.update(server.id, values)
            try stores.audit(
                "resource_server.updated", by: actor, target: .init("resource_server", publicID), before: server.told, after: changed.told,
                origin: origin)
            return changed
        }
    }

    /// Gives it a new secret, in this answer and never again; those before it live on for `overlap`. Throws `NotFound` and `InputError`.
    package func rotateSecret(
        of publicID: String, overlap: Duration = Self.defaultOverlap, in tenant: Tenant, by actor: AuditEntry.Actor,
        origin: RequestOrigin = .local
    ) async throws -> PlainSecret {
        guard (.zero...Self.longestOverlap).contains(overlap) else {
            throw InputError("overlap_seconds", "must be from 0 to \(Self.longestOverlap.components.seconds)")
        }
        let (secret, hash) = try newSecret(of: tenant)
        try await change(publicID, in: tenant) { server, stores in
            try stores.resourceServers.endSecrets(of: server.id, after: overlap)
            let stored = try stores.resourceServers.insertSecret(hash, of: server.id, lifetime: nil)
            try Self.audit(
                "secret_rotated", server, by: actor, origin, stores,
                ["secret_id": .string(stored.id.description), "overlap_seconds": .integer(Int(overlap.components.seconds))])
        }
        return secret
    }

    /// Asleep it authenticates as nobody. Throws `NotFound`.
    package func setDisabled(
        _ disabled: Bool, _ publicID: String, in tenant: Tenant, by actor: AuditEntry.Actor, origin: RequestOrigin = .local
    ) async throws -> ResourceServer {
        try await change(publicID, in: tenant) { server, stores in
            let changed = try stores.resourceServers.setDisabled(disabled, server.id)
            try Self.audit(disabled ? "disabled" : "enabled", server, by: actor, origin, stores)
            return changed
        }
    }

    /// With its secrets, for good. Throws `NotFound`.
    package func delete(
        _ publicID: String, precondition: Precondition<ResourceServer>? = nil, in tenant: Tenant, by actor: AuditEntry.Actor,
        origin: RequestOrigin = .local
    ) async throws {
        try await change(publicID, in: tenant) { server, stores in
            try precondition?(server)
            try stores.resourceServers.delete(server.id)
            try Self.audit("deleted", server, by: actor, origin, stores, ["name": .string(server.name)])
        }
    }

    private func change<Value: Sendable>(
        _ publicID: String, in tenant: Tenant, _ body: @escaping @Sendable (ResourceServer, Stores) throws -> Value
    ) async throws -> Value {
        guard ResourceServer.isID(publicID) else { throw NotFound("resource server", publicID) }
        return try await engine.storage.transaction(tenant: tenant.id) { stores in
            guard let server = try stores.resourceServers.lock(publicID: publicID) else { throw NotFound("resource server", publicID) }
            return try body(server, stores)
        }
    }

    private func newSecret(of tenant: Tenant) throws -> (PlainSecret, TokenHash) {
        let secret = PlainSecret(try SecureRandom.hex(bytes: 32))
        return (secret, try engine.keys.hash(secret, as: .resourceServerSecret, tenant: tenant.id.rawValue))
    }

    private static func check(_ input: Input, of values: ResourceServerValues) throws(InputError) -> ResourceServerValues {
        let clientIDs = input.clientIDs ?? values.clientIDs
        guard clientIDs.count <= mostClients else { throw InputError("client_ids", "at most \(mostClients) may be given") }
        return ResourceServerValues(
            name: try FieldCheck.name(input.name ?? values.name, field: "name"),
            audience: try FieldCheck.audience(input.audience ?? values.audience, field: "audience"),
            scopes: try FieldCheck.scopes(input.scopes ?? values.scopes),
            clientIDs: clientIDs.reduce(into: []) { kept, id in if !kept.contains(id) { kept.append(id) } })
    }

    /// A platform that is misspelt would be one that is never heard of.
    private static func checkClients(_ clientIDs: [String], in stores: Stores) throws {
        for clientID in clientIDs where try clientID.contains("\0") || stores.platforms.find(clientID: clientID) == nil {
            throw InputError("client_ids", "there is no platform \(clientID.prefix(64))")
        }
    }

    private static func audit(
        _ what: String, _ server: ResourceServer, by actor: AuditEntry.Actor, _ origin: RequestOrigin, _ stores: Stores,
        _ detail: [String: EventValue] = [:]
    ) throws {
        try stores.audit(
            "resource_server.\(what)", by: actor, target: .init("resource_server", server.publicID), detail: detail, origin: origin)
    }
}

extension ResourceServer {
    /// As the audit log tells it.
    fileprivate var told: [String: EventValue] {
        ["name": .string(name), "audience": .string(audience), "scopes": .list(scopes), "client_ids": .list(clientIDs)]
    }

    fileprivate var values: ResourceServerValues {
        ResourceServerValues(name: name, audience: audience, scopes: scopes, clientIDs: clientIDs)
    }
}
