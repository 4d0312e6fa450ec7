package import Dialects
import Foundation
package import Model
package import OAuth
import Secrets
package import Storage

/// Tells a resource server or a platform about a token (RFC 7662).
package struct IntrospectToken: Sendable {
    /// Who asks: nobody may who has not said so (RFC 7662 §2.1).
    package enum Caller: Sendable {
        /// A platform, about its own tokens, or a resource server, about those it may hear of.
        case client(ClientCredentials)
        /// The vendor's own API, about every token of the tenant, by a key of the management API.
        case vendor(key: PlainSecret)
    }

    private let engine: Engine

    package init(engine: Engine) { self.engine = engine }

    /// `nil`: not active, which is all that is told of a token that is not the caller's to know. `account`: the one worked in, by its id
    /// on the wire. Throws `OAuthError`.
    /// `moment`: a read of the primary that began after the request, if the caller has waited for one.
    package func callAsFunction(
        _ token: PlainSecret, account: String?, by caller: Caller, at site: TenantSite, as moment: Moment? = nil, origin: RequestOrigin
    ) async throws -> IntrospectionAnswer? {
        let question = Question(token: try PresentedToken(token, at: site, keys: engine.keys), account: account, site: site)
        let live = engine.storage.live
        let begun = if let moment { moment } else { try await live.moment(of: site.tenant.id) }
        let told: Told
        switch caller {
        case .vendor(let key):
            let keyHashes = try engine.keys.candidateHashes(key, as: .adminKey, tenant: nil)
            if let begun, let answer = try await question.ofVendor(keyHashes, in: live, at: begun) { return answer }
            told = try await engine.storage.transaction(tenant: site.tenant.id) { stores in
                try stores.checkAdminKey(keyHashes, for: .read(.tokens))
                return try question.ofVendor(in: stores)
            }
        case .client(let credentials):
            let (engine, tenant) = (engine, site.tenant.id)
            let server = try ResourceServerAuthentication(credentials, tenant: tenant, keys: engine.keys)
            let proof = try ClientAuthentication(credentials, at: site, keys: engine.keys)
            told = try await engine.limitingFailures(of: credentials.clientID, at: site, origin: origin) {
                if let begun, let answer = try await question.of(server, proof, in: engine.storage, at: begun) { return .active(answer) }
                return try await engine.storage.transaction(tenant: tenant) { stores in
                    if let server = try server?.verify(in: stores) { return try question.of(server, in: stores) }
                    return try question.of(try proof.verify(in: stores), in: stores)
                }
            }
        }
        switch told {
        case .active(let answer): return answer
        case .inactive(let error):
            engine.failures.record(error, at: .introspect, of: site, origin: origin)
            return nil
        }
    }
}

/// What came of a question. Why a token is not active is never in the answer.
private enum Told: Sendable {
    case active(IntrospectionAnswer)
    case inactive(OAuthError)
}

/// A token asked about.
private struct Question: Sendable {
    let token: PresentedToken
    let account: String?
    let site: TenantSite

    /// The answer from memory. `nil`: there is none, and a transaction says why; so too where an answer needs more than is remembered.
    func ofVendor(_ key: [TokenHash], in live: LiveReads, at moment: Moment) async throws -> IntrospectionAnswer? {
        guard site.dialect.rules.recordAccess == nil, try await live.adminKey(key, at: moment)?.may(.read(.tokens)) == true else {
            return nil
        }
        return try await token.find(in: live, at: moment).map { answer($0) }
    }

    /// The same for a resource server or a platform.
    func of(
        _ server: ResourceServerAuthentication?, _ proof: ClientAuthentication, in storage: Storage, at moment: Moment
    ) async throws -> IntrospectionAnswer? {
        guard site.dialect.rules.recordAccess == nil else { return nil }
        if let server {
            guard let server = try await server.verify(in: storage, at: moment),
                let found = try await token.find(in: storage.live, at: moment)
            else { return nil }
            return visible(found, to: server).map { answer(found, scopes: $0, audience: server.audience) }
        }
        guard let platform = try await proof.verify(in: storage, at: moment),
            case .granted(let found) = try await token.find(in: storage.live, at: moment), found.platform.id == platform.id
        else { return nil }
        return answer(.granted(found))
    }

    /// The scopes a resource server may hear of. `nil`: the token is none to it.
    private func visible(_ found: VerifiedToken, to server: ResourceServer) -> [String]? {
        guard case .granted(let granted) = found else { return server.visible(scopes: [], clientID: nil) }
        return server.visible(scopes: granted.scopes, clientID: granted.platform.clientID)
    }

    func ofVendor(in stores: Stores) throws -> Told {
        guard let found = try token.find(in: stores) else { return try inactive(FailureFacts(.key), in: stores) }
        return .active(try answer(found, in: stores))
    }

    func of(_ client: AuthenticatedPlatform, in stores: Stores) throws -> Told {
        try client.calling {
            // A public client has proved nothing, and could try tokens out.
            guard !client.platform.isPublic else {
                throw OAuthError(.unauthorizedClient, "a public client may not ask about tokens", .clientIsPublic)
            }
            let own = FailureFacts(.platform, platformID: client.platform.id.rawValue)
            guard let found = try token.granted(in: stores) else { return try inactive(own, in: stores) }
            guard found.platform.id == client.platform.id else { return .inactive(.invalidToken(.accessTokenUnknown, own)) }
            return .active(try answer(.granted(found), in: stores))
        }
    }

    func of(_ server: ResourceServer, in stores: Stores) throws -> Told {
        var facts = FailureFacts(.resourceServer, resourceServerID: server.id.rawValue)
        guard let found = try token.find(in: stores) else { return try inactive(facts, in: stores) }
        guard let visible = visible(found, to: server) else {
            facts.accountID = found.account.id.rawValue
            if case .granted(let granted) = found {
                facts.platformID = granted.platform.id.rawValue
                facts.grantID = granted.grantID.rawValue
            }
            return .inactive(.invalidToken(.outsideAudience, facts))
        }
        return .active(try answer(found, in: stores, scopes: visible, audience: server.audience))
    }

    /// Why it is not good, of this caller's question. A platform is told nothing of what is another's.
    private func inactive(_ caller: FailureFacts, in stores: Stores) throws -> Told {
        var error = try token.refusal(in: stores)
        if caller.caller == .platform, error.facts.platformID != caller.platformID {
            return .inactive(.invalidToken(.accessTokenUnknown, caller))
        }
        error.facts.caller = caller.caller
        error.facts.resourceServerID = caller.resourceServerID
        if error.facts.platformID == nil { error.facts.platformID = caller.platformID }
        return .inactive(error)
    }

    private func answer(
        _ token: VerifiedToken, in stores: Stores, scopes: [String]? = nil, audience: String? = nil
    ) throws -> IntrospectionAnswer {
        var actions: [String]?
        if site.dialect.rules.recordAccess != nil {
            guard let allowed = try DescribeAccess.actions(of: token, in: account, at: site, stores) else {
                throw OAuthError.invalidRequest("account_id names no account this person is in")
            }
            actions = allowed
        }
        return answer(token, scopes: scopes, audience: audience, actions: actions)
    }

    private func answer(
        _ token: VerifiedToken, scopes: [String]? = nil, audience: String? = nil, actions: [String]? = nil
    ) -> IntrospectionAnswer {
        var granted: AccessToken?
        if case .granted(let found) = token { granted = found }
        let issuedAt: Int
        let expiresAt: Int?
        switch token {
        case .granted(let token):
            (issuedAt, expiresAt) = (Int(token.issuedAt.timeIntervalSince1970), token.expiresAt.map { Int($0.timeIntervalSince1970) })
        case .personal(let token):
            (issuedAt, expiresAt) = (Int(token.createdAt.timeIntervalSince1970), token.expiresAt.map { Int($0.timeIntervalSince1970) })
        }
        return IntrospectionAnswer(
            scopes: scopes ?? granted?.scopes ?? [], clientID: granted?.platform.clientID,
            subject: token.user?.id.description ?? "account:\(token.account.publicID)", username: token.user?.email,
            tokenType: token.tokenType, accountID: token.account.publicID, issuer: site.baseURL, issuedAt: issuedAt, expiresAt: expiresAt,
            actions: actions, audience: audience)
    }
}
