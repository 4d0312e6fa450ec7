import Dialects
import Model
import Storage

/// Finds the tenant a request is for, by host or by slug. A disabled tenant is as absent as an unknown one.
package struct FindSite: Sendable {
    private let engine: Engine

    package init(engine: Engine) { self.engine = engine }

    package func callAsFunction(slug: String) async throws -> TenantSite? {
        try site(try await engine.storage.registry { stores in try stores.tenants.find(slug: slug) })
    }

    /// `host` as the request names it; its port does not count.
    package func callAsFunction(host: String) async throws -> TenantSite? {
        let name = Self.withoutPort(host.lowercased())
        return try site(try await engine.storage.registry { stores in try stores.tenants.find(host: name) })
    }

    private func site(_ tenant: Tenant?) throws -> TenantSite? {
        guard let tenant, tenant.disabledAt == nil else { return nil }
        guard let dialect = engine.dialects.find(tenant.dialect) else {
            throw ServerFault.unknownDialect(tenant.dialect, tenant: tenant.slug)
        }
        return TenantSite(tenant: tenant, dialect: dialect, publicURL: engine.publicURL)
    }

    private static func withoutPort(_ host: String) -> String {
        guard let colon = host.lastIndex(of: ":"), host[host.index(after: colon)...].allSatisfy(\.isNumber) else { return host }
        return String(host[..<colon])
    }
}
