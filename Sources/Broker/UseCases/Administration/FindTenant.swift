package import Model
import Storage

/// Finds a tenant by slug, disabled or not, or says that there is none.
package struct FindTenant: Sendable {
    private let engine: Engine

    package init(engine: Engine) { self.engine = engine }

    /// Throws `NotFound`.
    package func callAsFunction(slug: String) async throws -> Tenant {
        guard let tenant = try await engine.storage.registry({ stores in try stores.tenants.find(slug: slug) }) else {
            throw NotFound("tenant", slug)
        }
        return tenant
    }
}
