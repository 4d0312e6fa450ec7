import Dialects
import Foundation
import Model
import OAuth
import Secrets
import Storage

/// What came of a question. Why a token is not active is never in the answer.
enum Told: Sendable {
    case active(IntrospectionAnswer)
    case inactive(OAuthError)
}

/// A token somebody asks about (RFC 7662).
struct TokenQuestion: Sendable {
    let token: PresentedToken
    let account: String?
    let site: TenantSite

    /// Whether an answer can be given without a transaction: some dialects tell more than is remembered.
    private var isRemembered: Bool { site.dialect.rules.recordAccess == nil }

    /// The answer to the vendor itself from memory. `nil`: there is none, and a transaction says why.
    func ofVendor(_ key: [TokenHash], in live: LiveReads, at moment: Moment) async throws -> IntrospectionAnswer? {
        guard isRemembered, try await live.adminKey(key, at: moment)?.may(.read(.tokens)) == true else { return nil }
        return try await token.find(in: live, at: moment).map { answer($0) }
    }

    /// The same for a resource server or a platform.
    func of(
        _ server: ResourceServerAuthentication?, _ proof: ClientAuthentication, in storage: Storage, at moment: Moment
    ) async throws -> IntrospectionAnswer? {
        guard isRemembered else { return nil }
        if let server {
            guard let server = try await server.verify(in: storage, at: moment) else { return nil }
            return try await token.find(in: storage.live, at: moment).flatMap { answer($0, to: server) }
        }
        guard let platform = try await proof.verify(in: storage, at: moment) else { return nil }
        return try await token.find(in: storage.live, at: moment).flatMap { answer($0, to: platform) }
    }

    /// The answer to the vendor itself at once, from what is remembered. `nil`: it takes longer.
    func recallForVendor(_ key: [TokenHash], in live: LiveReads, at moment: Moment) throws -> IntrospectionAnswer? {
        guard isRemembered, live.recallAdminKey(key, at: moment)?.may(.read(.tokens)) == true else { return nil }
        return try token.recall(in: live, at: moment).map { answer($0) }
    }

    /// The same for a resource server or a platform.
    func recall(
        _ server: ResourceServerAuthentication?, _ proof: ClientAuthentication, in live: LiveReads, at moment: Moment
    ) throws -> IntrospectionAnswer? {
        guard isRemembered else { return nil }
        if let server {
            guard let server = try server.recall(in: live, at: moment) else { return nil }
            return try token.recall(in: live, at: moment).flatMap { answer($0, to: server) }
        }
        guard let platform = try proof.recall(in: live, at: moment) else { return nil }
        return try token.recall(in: live, at: moment).flatMap { answer($0, to: platform) }
    }

    private func answer(_ found: VerifiedToken, to server: ResourceServer) -> IntrospectionAnswer? {
        visible(found, to: server).map { answer(found, scopes: $0, audience: server.audience) }
    }

    /// A platform hears of its own tokens only.
    private func answer(_ found: VerifiedToken, to platform: Platform) -> IntrospectionAnswer? {
        guard case .granted(let token) = found, token.platform.id == platform.id else { return nil }
        return answer(found)
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
