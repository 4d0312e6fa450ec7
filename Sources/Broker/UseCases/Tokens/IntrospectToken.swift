package import Dialects
import Foundation
package import Model
package import OAuth
import Secrets
import Storage

/// Tells a resource server or a platform about a token (RFC 7662).
package struct IntrospectToken: Sendable {
    /// Who asks: nobody may who has not said so (RFC 7662 §2.1).
    package enum Caller: Sendable {
        /// A platform, about its own tokens.
        case platform(ClientCredentials)
        /// The vendor's own API, about every token of the tenant, by a key of the management API.
        case vendor(key: PlainSecret)
    }

    private let engine: Engine

    package init(engine: Engine) { self.engine = engine }

    /// `nil`: not active, which is all that is told of a token that is not the caller's to know. `account`: the one worked in, by its id
    /// on the wire. Throws `OAuthError`.
    package func callAsFunction(
        _ token: PlainSecret, account: String?, by caller: Caller, at site: TenantSite, origin: RequestOrigin
    ) async throws -> IntrospectionAnswer? {
        let presented = try PresentedToken(token, at: site, keys: engine.keys)
        switch caller {
        case .vendor(let key):
            let keyHashes = try engine.keys.candidateHashes(key, as: .adminKey, tenant: nil)
            return try await engine.storage.transaction(tenant: site.tenant.id) { stores in
                try stores.checkAdminKey(keyHashes)
                return try presented.find(in: stores).flatMap { try Self.answer($0, account: account, at: site, stores) }
            }
        case .platform(let credentials):
            let engine = engine
            let proof = try ClientAuthentication(credentials, at: site, keys: engine.keys)
            return try await engine.limitingFailures(of: credentials.clientID, at: site, origin: origin) {
                try await engine.storage.transaction(tenant: site.tenant.id) { stores in
                    let client = try proof.verify(in: stores)
                    // A public client has proved nothing, and could try tokens out.
                    guard !client.platform.isPublic else {
                        throw OAuthError(.unauthorizedClient, "a public client may not ask about tokens")
                    }
                    guard let found = try presented.granted(in: stores), found.platform.id == client.platform.id else { return nil }
                    return try Self.answer(.granted(found), account: account, at: site, stores)
                }
            }
        }
    }

    private static func answer(
        _ token: VerifiedToken, account: String?, at site: TenantSite, _ stores: Stores
    ) throws -> IntrospectionAnswer? {
        var granted: AccessToken?
        if case .granted(let found) = token { granted = found }
        var actions: [String]?
        if site.dialect.rules.recordAccess != nil {
            guard let allowed = try DescribeAccess.actions(of: token, in: account, at: site, stores) else {
                throw OAuthError.invalidRequest("account_id names no account this person is in")
            }
            actions = allowed
        }
        let issuedAt: Int
        let expiresAt: Int?
        switch token {
        case .granted(let token):
            (issuedAt, expiresAt) = (Int(token.issuedAt.timeIntervalSince1970), token.expiresAt.map { Int($0.timeIntervalSince1970) })
        case .personal(let token):
            (issuedAt, expiresAt) = (Int(token.createdAt.timeIntervalSince1970), token.expiresAt.map { Int($0.timeIntervalSince1970) })
        }
        return IntrospectionAnswer(
            scopes: granted?.scopes ?? [], clientID: granted?.platform.clientID,
            subject: token.user?.id.description ?? "account:\(token.account.publicID)", username: token.user?.email,
            tokenType: token.tokenType, accountID: token.account.publicID, issuer: site.baseURL, issuedAt: issuedAt, expiresAt: expiresAt,
            actions: actions)
    }
}
