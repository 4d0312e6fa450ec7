import Dialects
package import Model
import OAuth
import Secrets
import Storage

/// A platform ends the connection its token belongs to, for every user of the account (WIRE-CONTRACTS 1.5).
package struct DisconnectAccount: Sendable {
    private let engine: Engine

    package init(engine: Engine) { self.engine = engine }

    /// Throws `OAuthError.invalidToken` when the token is not, or no longer, live.
    package func callAsFunction(_ token: PlainSecret, at site: TenantSite, origin: RequestOrigin) async throws {
        let presented = try PresentedToken(token, at: site, keys: engine.keys)
        try await engine.storage.transaction(tenant: site.tenant.id) { stores in
            // The lock comes before the look: a token that an exchange replaced in between is no longer live.
            try stores.grants.lock(accessToken: presented.hashes)
            guard let found = try presented.granted(in: stores), let grant = try stores.grants.find(found.grantID),
                try stores.grants.revoke(found.grantID, by: .platform)
            else { throw try presented.refusal(in: stores) }
            try stores.recordDisconnection(
                of: grant, account: found.account, platform: found.platform, reason: "deauthorized", by: .platform(found.platform.id),
                origin: origin)
        }
    }
}
