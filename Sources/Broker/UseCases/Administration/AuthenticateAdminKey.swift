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
        return try await engine.storage.registry { stores in try stores.adminKeys.findLive(hashes) }
    }

    /// The tenant of this slug, disabled or not, if the key may act on it. `nil` for another tenant's and for one that is not there:
    /// who holds a tenant's key does not learn which others there are.
    package func tenant(slug: String, for key: AdminKey) async throws -> Tenant? {
        let tenant = try await engine.storage.registry { stores in try stores.tenants.find(slug: slug) }
        guard let tenant, key.tenantID == nil || key.tenantID == tenant.id else { return nil }
        return tenant
    }
}
