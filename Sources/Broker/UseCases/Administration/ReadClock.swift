package import Foundation
package import Model
import Storage

/// What time it is at a tenant, by the one clock.
package struct ReadClock: Sendable {
    private let engine: Engine

    package init(engine: Engine) { self.engine = engine }

    package func callAsFunction(of tenant: Tenant) async throws -> Date {
        try await engine.storage.transaction(tenant: tenant.id) { stores in try stores.clock.read() }
    }
}
