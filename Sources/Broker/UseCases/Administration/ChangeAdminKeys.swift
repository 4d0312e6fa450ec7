package import Model
import Secrets
import Storage

/// Makes and revokes keys of the management API.
package struct ChangeAdminKeys: Sendable {
    private let engine: Engine

    package init(engine: Engine) { self.engine = engine }

    /// `tenant` of `nil` makes an operator's key. The plain key is in this answer and never again. Throws `InputError`.
    package func create(
        name: String, tenant: Tenant?, lifetime: Duration?, by actor: AuditEntry.Actor
    ) async throws -> (PlainSecret, AdminKey) {
        let name = try FieldCheck.name(name, field: "name")
        let secret = PlainSecret("symbolon_admin_" + (try SecureRandom.hex(bytes: 32)))
        // A key is looked up before its tenant is known, so no tenant goes into its hash.
        let hash = try engine.keys.hash(secret, as: .adminKey, tenant: nil)
        guard let tenant else {
            let key = try await engine.storage.registry { stores in
                try stores.adminKeys.insert(hash, tenant: nil, name: name, lifetime: lifetime)
            }
            return (secret, key)
        }
        let key = try await engine.storage.transaction(tenant: tenant.id) { stores in
            let key = try stores.adminKeys.insert(hash, tenant: tenant.id, name: name, lifetime: lifetime)
            try stores.audit("admin_key.created", by: actor, target: .init("admin_key", key.id.description), origin: .local)
            return key
        }
        return (secret, key)
    }

    /// Whether this key would be let in now.
    package func isLive(_ secret: PlainSecret) async throws -> Bool {
        let hashes = try engine.keys.candidateHashes(secret, as: .adminKey, tenant: nil)
        return try await engine.storage.registry { stores in try stores.adminKeys.findLive(hashes) } != nil
    }

    /// Throws `InputError`.
    package func revoke(_ id: AdminKey.ID, by actor: AuditEntry.Actor) async throws {
        let keys = try await engine.storage.registry { stores in try stores.adminKeys.all() }
        guard let key = keys.first(where: { $0.id == id }) else { throw InputError("id", "there is no key \(id)") }
        let revoked: Bool
        if let tenant = key.tenantID {
            revoked = try await engine.storage.transaction(tenant: tenant) { stores in
                guard try stores.adminKeys.revoke(id, tenant: tenant) else { return false }
                try stores.audit("admin_key.revoked", by: actor, target: .init("admin_key", id.description), origin: .local)
                return true
            }
        } else {
            revoked = try await engine.storage.registry { stores in try stores.adminKeys.revoke(id, tenant: nil) }
        }
        guard revoked else { throw InputError("id", "the key \(id) was revoked before") }
    }
}
