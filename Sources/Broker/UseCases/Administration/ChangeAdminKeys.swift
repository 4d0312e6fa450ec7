import Foundation
package import Model
import Secrets
import Storage

/// Makes, rotates and revokes keys of the management API.
package struct ChangeAdminKeys: Sendable {
    package static let longestLifetime = Duration.seconds(3650 * 86_400)
    package static let longestOverlap = Duration.seconds(30 * 86_400)
    package static let defaultOverlap = Duration.seconds(86_400)

    private let engine: Engine

    package init(engine: Engine) { self.engine = engine }

    /// `tenant` of `nil` makes an operator's key. `maker`: the key by which it is made, which gives nothing that it may not do itself, and for no longer than it
    /// lives itself. The plain key is in this answer and never again. Throws `InputError`.
    package func create(
        name: String, permissions: [AdminPermission] = [.all], tenant: Tenant?, lifetime: Duration?, by actor: AuditEntry.Actor,
        maker: AdminKey? = nil, origin: RequestOrigin = .local
    ) async throws -> (PlainSecret, AdminKey) {
        let name = try FieldCheck.name(name, field: "name")
        let permissions = try Self.check(permissions, maker: maker)
        if let lifetime, !(Duration.seconds(1)...Self.longestLifetime).contains(lifetime) {
            throw InputError("expires_in_seconds", "must be 1 second to 10 years")
        }
        let (secret, hash) = try fresh()
        let limit = maker?.expiresAt
        guard let tenant else {
            let key = try await engine.storage.registry { stores in
                try stores.adminKeys.insert(
                    hash, tenant: nil, name: name, permissions: permissions, lifetime: lifetime, notAfter: limit)
            }
            return (secret, key)
        }
        let key = try await engine.storage.transaction(tenant: tenant.id) { stores in
            let key = try stores.adminKeys.insert(
                hash, tenant: tenant.id, name: name, permissions: permissions, lifetime: lifetime, notAfter: limit)
            try Self.audit("created", key, by: actor, origin, stores)
            return key
        }
        return (secret, key)
    }

    /// Makes a key that may do the same, and lets the one before end when the overlap is over. Throws `InputError` and `NotFound`.
    package func rotate(
        _ id: AdminKey.ID, of tenant: Tenant, overlap: Duration, lifetime: Duration?, by actor: AuditEntry.Actor,
        maker: AdminKey? = nil, origin: RequestOrigin = .local
    ) async throws -> (PlainSecret, AdminKey) {
        guard (.zero...Self.longestOverlap).contains(overlap) else {
            throw InputError("overlap_seconds", "must be 0 to \(Self.longestOverlap.components.seconds) seconds")
        }
        if let lifetime, !(Duration.seconds(1)...Self.longestLifetime).contains(lifetime) {
            throw InputError("expires_in_seconds", "must be 1 second to 10 years")
        }
        let (secret, hash) = try fresh()
        let key = try await engine.storage.transaction(tenant: tenant.id) { stores in
            guard let old = try stores.adminKeys.lock(id, tenant: tenant.id) else { throw NotFound("key", id) }
            let permissions = try Self.check(old.permissions, maker: maker)
            guard try stores.adminKeys.shorten(id, tenant: tenant.id, to: overlap) else {
                throw InputError("id", "the key is revoked: make a new one")
            }
            // As long as the one before was made for, unless said otherwise.
            let whole = old.expiresAt.map { Duration.seconds(max(1, Int($0.timeIntervalSince(old.createdAt)))) }
            let key = try stores.adminKeys.insert(
                hash, tenant: tenant.id, name: old.name, permissions: permissions, lifetime: lifetime ?? whole,
                notAfter: maker?.id == id ? nil : maker?.expiresAt)
            try Self.audit("rotated", old, by: actor, origin, stores, ["successor": .string(key.id.description)])
            return key
        }
        return (secret, key)
    }

    /// Whether this key would be let in now.
    package func isLive(_ secret: PlainSecret) async throws -> Bool {
        let hashes = try engine.keys.candidateHashes(secret, as: .adminKey, tenant: nil)
        return try await engine.storage.registry { stores in try stores.adminKeys.findLive(hashes) } != nil
    }

    /// Any key, for whoever is at the machine. Throws `InputError` and `NotFound`.
    package func revoke(_ id: AdminKey.ID, by actor: AuditEntry.Actor) async throws {
        guard let key = try await engine.storage.registry({ stores in try stores.adminKeys.find(id) }) else { throw NotFound("key", id) }
        let revoked: Bool
        if let tenant = key.tenantID {
            revoked = try await revoke(id, tenant: tenant, by: actor, origin: .local)
        } else {
            revoked = try await engine.storage.registry { stores in try stores.adminKeys.revoke(id, tenant: nil) }
        }
        guard revoked else { throw InputError("id", "the key \(id) was revoked before") }
    }

    /// A key of this tenant. Throws `InputError` and `NotFound`.
    package func revoke(_ id: AdminKey.ID, of tenant: Tenant, by actor: AuditEntry.Actor, origin: RequestOrigin) async throws {
        guard try await find(id, of: tenant) != nil else { throw NotFound("key", id) }
        guard try await revoke(id, tenant: tenant.id, by: actor, origin: origin) else {
            throw InputError("id", "the key was revoked before")
        }
    }

    /// The tenant's own keys, the newest first, at most `limit`, after a place in that order.
    package func page(of tenant: Tenant, after place: PagePlace?, limit: Int) async throws -> [AdminKey] {
        try await engine.storage.transaction(tenant: tenant.id) { stores in
            try stores.adminKeys.page(tenant: tenant.id, after: place, limit: limit)
        }
    }

    /// A key of this tenant, live or not.
    package func find(_ id: AdminKey.ID, of tenant: Tenant) async throws -> AdminKey? {
        let key = try await engine.storage.registry { stores in try stores.adminKeys.find(id) }
        return key?.tenantID == tenant.id ? key : nil
    }

    private func revoke(_ id: AdminKey.ID, tenant: Tenant.ID, by actor: AuditEntry.Actor, origin: RequestOrigin) async throws -> Bool {
        try await engine.storage.transaction(tenant: tenant) { stores in
            guard let key = try stores.adminKeys.lock(id, tenant: tenant), try stores.adminKeys.revoke(id, tenant: tenant) else {
                return false
            }
            try Self.audit("revoked", key, by: actor, origin, stores)
            return true
        }
    }

    private func fresh() throws -> (PlainSecret, TokenHash) {
        let secret = PlainSecret("symbolon_admin_" + (try SecureRandom.hex(bytes: 32)))
        // A key is looked up before its tenant is known, so no tenant goes into its hash.
        return (secret, try engine.keys.hash(secret, as: .adminKey, tenant: nil))
    }

    private static func check(_ permissions: [AdminPermission], maker: AdminKey?) throws(InputError) -> [AdminPermission] {
        var kept: [AdminPermission] = []
        for permission in permissions where !kept.contains(permission) { kept.append(permission) }
        guard (1...50).contains(kept.count) else { throw InputError("permissions", "1 to 50 must be given") }
        if let maker, let excess = kept.first(where: { !maker.may($0) }) {
            throw InputError("permissions", "\(excess) is more than the key that asks may do itself")
        }
        return kept
    }

    private static func audit(
        _ what: String, _ key: AdminKey, by actor: AuditEntry.Actor, _ origin: RequestOrigin, _ stores: Stores,
        _ detail: [String: EventValue] = [:]
    ) throws {
        let shown: [String: EventValue] = ["name": .string(key.name), "permissions": .list(key.permissions.map(\.description))]
        try stores.audit(
            "admin_key.\(what)", by: actor, target: .init("admin_key", key.id.description),
            detail: shown.merging(detail) { _, more in more }, origin: origin)
    }
}
