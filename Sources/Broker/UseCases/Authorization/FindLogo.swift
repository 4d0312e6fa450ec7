package import Model
import Storage

/// Finds the logo kept for a platform.
package struct FindLogo: Sendable {
    private let engine: Engine

    package init(engine: Engine) { self.engine = engine }

    package func callAsFunction(clientID: String, at site: TenantSite) async throws -> PlatformLogo? {
        try await engine.storage.transaction(tenant: site.tenant.id) { stores in try stores.platformLogos.find(clientID: clientID) }
    }
}
