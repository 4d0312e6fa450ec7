package import Model
import Secrets
import Storage

/// Lets a key of the management API in, and says on which tenants it may act.
package struct AuthenticateAdminKey: Sendable {
    private let engine: Engine

    package init(engine: Engine) { self.engine = engine }

    /// `nil` for a key that is unknown, expired or revoked.
    package func callAsFunction(_ secret: PlainSecret) async throws -> AdminKey? {
        // A key is looked up before its tenant is known, so no tenant goes into its hash.
        let hashes = try engine.keys.candidateHashes(secret, as: .adminKey, tenant: nil)
        let found = try await engine.storage.registry { stores -> (AdminKey, Bool)? in
            guard let key = try stores.adminKeys.findLive(hashes) else { return nil }
            return (key, try stores.adminKeys.isUseNoted(key.id))
        }
        guard let (key, isNoted) = found else { return nil }
        if !isNoted { try await note(key) }
        return key
    }

    private func note(_ key: AdminKey) async throws {
        if let tenant = key.tenantID {
            try await engine.storage.transaction(tenant: tenant) { stores in try stores.adminKeys.touch(key.id, tenant: tenant) }
        } else {
            try await engine.storage.registry { stores in try stores.adminKeys.touch(key.id, tenant: nil) }
        }
    }

    /// The tenant of this slug, disabled or not, if the key may act on it. `nil` for another tenant's and for one that is not there:
    /// who holds a tenant's key does not learn which others there are.
    package func tenant(slug: String, for key: AdminKey) async throws -> Tenant? {
        let tenant = try await engine.storage.registry { stores in try stores.tenants.find(slug: slug) }
        guard let tenant, key.tenantID == nil || key.tenantID == tenant.id else { return nil }
        return tenant
    }
}
