package import Model
package import OAuth
import Secrets
import Storage

/// A platform gives a token up (RFC 7009). Of a refresh token the whole family ends, its access tokens with it.
package struct RevokeToken: Sendable {
    private let engine: Engine

    package init(engine: Engine) { self.engine = engine }

    /// Nothing is said of a token nobody has (RFC 7009 §2.2). Throws `OAuthError`; `unauthorized_client` for another platform's token.
    package func callAsFunction(
        _ token: PlainSecret, by credentials: ClientCredentials, at site: TenantSite, origin: RequestOrigin
    ) async throws {
        let engine = engine
        let tenant = site.tenant.id
        let proof = try ClientAuthentication(credentials, at: site, keys: engine.keys)
        // Looked for as both, whatever hint was given (RFC 7009 §2.1).
        let access = try engine.keys.candidateHashes(token, as: .accessToken, tenant: tenant.rawValue)
        let refresh = try engine.keys.candidateHashes(token, as: .refreshToken, tenant: tenant.rawValue)
        try await engine.limitingFailures(of: credentials.clientID, at: site, origin: origin) {
            try await engine.storage.transaction(tenant: tenant) { stores in
                let client = try proof.verify(in: stores)
                let platform = client.platform
                if let owner = try stores.refreshTokens.findOwner(refresh) {
                    try client.calling { try Self.check(owner.platformID, is: platform) }
                    // A refresh under way is waited for: what it issued ends as well.
                    try stores.grants.lock(owner.grantID)
                    guard try stores.refreshTokens.revokeFamily(owner.familyID) else { return }
                    try stores.audit(
                        "refresh_token.revoked", by: .platform(platform.id), target: .init("grant", owner.grantID.description),
                        origin: origin)
                } else if let owner = try stores.accessTokens.findOwner(access) {
                    try client.calling { try Self.check(owner.platformID, is: platform) }
                    guard try stores.accessTokens.revoke(owner.id, grant: owner.grantID) else { return }
                    try stores.audit(
                        "access_token.revoked", by: .platform(platform.id), target: .init("grant", owner.grantID.description),
                        origin: origin)
                }
            }
        }
    }

    private static func check(_ owner: Platform.ID, is platform: Platform) throws(OAuthError) {
        guard owner == platform.id else {
            throw OAuthError(.unauthorizedClient, "this token was not issued to this client", .accessTokenOtherClient)
        }
    }
}
