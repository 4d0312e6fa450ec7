package import Model
import Secrets
import Storage

/// Ends the session behind a cookie.
package struct SignOut: Sendable {
    private let engine: Engine

    package init(engine: Engine) { self.engine = engine }

    package func callAsFunction(_ secret: PlainSecret, at site: TenantSite) async throws {
        let hashes = try engine.keys.candidateHashes(secret, as: .browserSession, tenant: site.tenant.id.rawValue)
        try await engine.storage.transaction(tenant: site.tenant.id) { stores in try stores.browserSessions.end(hashes) }
    }
}
