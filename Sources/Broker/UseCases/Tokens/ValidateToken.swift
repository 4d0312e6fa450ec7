package import Model
import OAuth
import Secrets
import Storage

/// Says what an access token stands for, from a read of the primary that begins after the request (DESIGN.md, data rule 3).
package struct ValidateToken: Sendable {
    private let engine: Engine

    package init(engine: Engine) { self.engine = engine }

    /// Throws `OAuthError.invalidToken`.
    package func callAsFunction(_ token: PlainSecret, at site: TenantSite) async throws -> VerifiedToken {
        let presented = try PresentedToken(token, at: site, keys: engine.keys)
        return try await engine.storage.transaction(tenant: site.tenant.id) { stores in try presented.verify(in: stores) }
    }
}
