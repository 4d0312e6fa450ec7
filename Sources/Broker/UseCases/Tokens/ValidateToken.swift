package import Model
import OAuth
import Secrets
package import Storage

/// Says what an access token stands for, as of a read of the primary that begins after the request (DESIGN.md, data rule 3).
package struct ValidateToken: Sendable {
    private let engine: Engine

    package init(engine: Engine) { self.engine = engine }

    /// `moment`: such a read, if the caller has waited for one. Throws `OAuthError.invalidToken`.
    package func callAsFunction(_ token: PlainSecret, at site: TenantSite, as moment: Moment? = nil) async throws -> VerifiedToken {
        let presented = try PresentedToken(token, at: site, keys: engine.keys)
        let live = engine.storage.live
        let begun = if let moment { moment } else { try await live.moment(of: site.tenant.id) }
        if let begun, let found = try await presented.find(in: live, at: begun) { return found }
        return try await engine.storage.transaction(tenant: site.tenant.id) { stores in try presented.verify(in: stores) }
    }
}
