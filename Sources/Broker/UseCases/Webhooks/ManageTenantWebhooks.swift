import Dialects
package import Model
import Storage

/// What whoever holds a key of the management API does about the webhooks of a whole tenant.
package struct ManageTenantWebhooks: Sendable {
    private let engine: Engine

    package init(engine: Engine) { self.engine = engine }

    /// The tenants this key is for, in the order of their slugs.
    package func tenants(of key: AdminKey) async throws -> [Tenant] {
        try await engine.storage.registry { stores in
            guard let id = key.tenantID else { return try stores.tenants.all() }
            return try stores.tenants.find(id).map { [$0] } ?? []
        }
    }

    /// Disabled or not. `nil` for a tenant that is unknown or not this key's.
    package func callAsFunction(slug: String, key: AdminKey, origin: RequestOrigin) async throws -> WebhookDesk? {
        let found = try await engine.storage.registry { stores in try stores.tenants.find(slug: slug) }
        guard let tenant = found, key.tenantID == nil || key.tenantID == tenant.id else { return nil }
        guard let dialect = engine.dialects.find(tenant.dialect) else {
            throw ServerFault.unknownDialect(tenant.dialect, tenant: tenant.slug)
        }
        return WebhookDesk(
            engine: engine, tenant: tenant, dialect: dialect, platform: nil, actor: .operator(key.auditName), origin: origin)
    }
}
