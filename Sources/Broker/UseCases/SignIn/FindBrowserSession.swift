package import Model
import Secrets
import Storage

/// Finds the live session behind a cookie.
package struct FindBrowserSession: Sendable {
    private let engine: Engine

    package init(engine: Engine) { self.engine = engine }

    package func callAsFunction(_ secret: PlainSecret, at site: TenantSite) async throws -> BrowserSession? {
        let hashes = try engine.keys.candidateHashes(secret, as: .browserSession, tenant: site.tenant.id.rawValue)
        return try await engine.storage.transaction(tenant: site.tenant.id) { stores in try stores.browserSessions.findLive(hashes) }
    }
}
