import Dialects
package import Model
import OAuth
import Secrets
import Storage

/// Says what an access token stands for, from a read of the primary that begins after the request (DESIGN.md, data rule 3).
package struct ValidateToken: Sendable {
    private let engine: Engine

    package init(engine: Engine) { self.engine = engine }

    /// Throws `OAuthError.invalidToken`.
    package func callAsFunction(_ token: PlainSecret, at site: TenantSite) async throws -> AccessToken {
        let hashes = try engine.keys.candidateHashes(token, as: .accessToken, tenant: site.tenant.id.rawValue)
        let found = try await engine.storage.transaction(tenant: site.tenant.id) { stores in try stores.accessTokens.findLive(hashes) }
        guard let found else { throw OAuthError.invalidToken(detail: "not live") }
        return found
    }
}
