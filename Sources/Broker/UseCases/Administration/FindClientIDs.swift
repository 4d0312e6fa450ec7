package import Model
import Storage

/// The ids by which platforms are known on the wire, for lists of what is theirs.
package struct FindClientIDs: Sendable {
    private let engine: Engine

    package init(engine: Engine) { self.engine = engine }

    package func callAsFunction(of platforms: some Sequence<Platform.ID>, in tenant: Tenant) async throws -> [Platform.ID: String] {
        let ids = Set(platforms)
        guard !ids.isEmpty else { return [:] }
        return try await engine.storage.transaction(tenant: tenant.id) { stores in try stores.platforms.clientIDs(of: Array(ids)) }
    }
}
