package import Model
import Postgres
import Storage

/// Gives a tenant further host names under which requests find it, or takes one away. Links always lead to its public URL.
package struct ChangeTenantHosts: Sendable {
    private let engine: Engine

    package init(engine: Engine) { self.engine = engine }

    /// Throws `InputError`.
    package func add(_ host: String, to tenant: Tenant, by actor: AuditEntry.Actor) async throws {
        let host = try FieldCheck.host(host, field: "host")
        do {
            try await engine.storage.transaction(tenant: tenant.id) { stores in
                try stores.tenants.insertHost(host, tenant: tenant.id)
                try stores.audit("tenant.host_added", by: actor, target: .init("host", host), origin: .local)
            }
        } catch PostgresError.server(.uniqueViolation, "tenant_host_pkey", _) {
            throw InputError("host", "\(host) leads to a tenant already")
        }
    }

    /// Throws `InputError`.
    package func remove(_ host: String, from tenant: Tenant, by actor: AuditEntry.Actor) async throws {
        try await engine.storage.transaction(tenant: tenant.id) { stores in
            guard try stores.tenants.deleteHost(host, tenant: tenant.id) else {
                throw InputError("host", "\(host) does not lead to \(tenant.slug)")
            }
            try stores.audit("tenant.host_removed", by: actor, target: .init("host", host), origin: .local)
        }
    }
}
