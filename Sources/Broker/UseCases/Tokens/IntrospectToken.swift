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

    /// A question ready to be answered: read, and its hashes worked out.
    package struct Prepared: Sendable {
        let question: TokenQuestion
        let asker: Asker

        enum Asker: Sendable {
            case vendor([TokenHash])
            case client(ResourceServerAuthentication?, ClientAuthentication, id: String)
        }
    }

    /// `account`: the one worked in, by its id on the wire. Throws `invalid_request`.
    package func prepare(_ token: PlainSecret, account: String?, by caller: Caller, at site: TenantSite) throws -> Prepared {
        let question = TokenQuestion(token: try PresentedToken(token, at: site, keys: engine.keys), account: account, site: site)
        switch caller {
        case .vendor(let key):
            return Prepared(question: question, asker: .vendor(try engine.keys.candidateHashes(key, as: .adminKey, tenant: nil)))
        case .client(let credentials):
            return Prepared(
                question: question,
                asker: .client(
                    try ResourceServerAuthentication(credentials, tenant: site.tenant.id, keys: engine.keys),
                    try ClientAuthentication(credentials, at: site, keys: engine.keys), id: credentials.clientID))
        }
    }

    /// `nil`: not active, which is all that is told of a token that is not the caller's to know. Throws `OAuthError`.
    /// `moment`: a read of the primary that began after the request, if the caller has waited for one.
    package func callAsFunction(
        _ token: PlainSecret, account: String?, by caller: Caller, at site: TenantSite, as moment: Moment? = nil, origin: RequestOrigin
    ) async throws -> IntrospectionAnswer? {
        let prepared = try prepare(token, account: account, by: caller, at: site)
        let begun = if let moment { moment } else { try await engine.storage.live.moment(of: site.tenant.id) }
        switch try await ask(prepared, at: site, as: begun, origin: origin) {
        case .active(let answer): return answer
        case .inactive(let error):
            engine.failures.record(error, at: .introspect, of: site, origin: origin)
            return nil
        }
    }

    private func ask(_ prepared: Prepared, at site: TenantSite, as moment: Moment?, origin: RequestOrigin) async throws -> Told {
        let (engine, question, tenant) = (engine, prepared.question, site.tenant.id)
        switch prepared.asker {
        case .vendor(let key):
            if let moment, let answer = try await question.ofVendor(key, in: engine.storage.live, at: moment) { return .active(answer) }
            return try await engine.storage.transaction(tenant: tenant) { stores in
                try stores.checkAdminKey(key, for: .read(.tokens))
                return try question.ofVendor(in: stores)
            }
        case .client(let server, let proof, let clientID):
            return try await engine.limitingFailures(of: clientID, at: site, origin: origin) {
                if let moment, let answer = try await question.of(server, proof, in: engine.storage, at: moment) { return .active(answer) }
                return try await engine.storage.transaction(tenant: tenant) { stores in
                    if let server = try server?.verify(in: stores) { return try question.of(server, in: stores) }
                    return try question.of(try proof.verify(in: stores), in: stores)
                }
            }
        }
    }
}

extension IntrospectToken {
    /// Whether whoever asks is remembered: a stranger's question goes the way on which failures are counted.
    package func knows(_ prepared: Prepared) -> Bool {
        let (live, tenant) = (engine.storage.live, prepared.question.site.tenant.id)
        switch prepared.asker {
        case .vendor(let key): return key.contains { live.knows($0, in: tenant) || live.knowsOperators($0) }
        case .client(let server, let proof, _): return server.map { live.knows($0.hash, in: tenant) } ?? live.knows(proof.hash, in: tenant)
        }
    }

    /// The answer from memory alone, without awaiting anything. `nil`: it takes longer.
    package func recall(_ prepared: Prepared, at moment: ReadMoment, from address: @autoclosure () -> String?) throws
        -> IntrospectionAnswer?
    {
        let (live, question) = (engine.storage.live, prepared.question)
        switch prepared.asker {
        case .vendor(let key): return try question.recallForVendor(key, in: live, at: moment)
        case .client(let server, let proof, let clientID):
            guard engine.hasPlace(for: clientID, at: question.site, from: address()) else { return nil }
            return try question.recall(server, proof, in: live, at: moment)
        }
    }

    /// Reads the token that was asked about, so that it may be recalled. Tells on another thread.
    package func fill(_ prepared: Prepared, at moment: ReadMoment, then: @escaping @Sendable () -> Void) {
        prepared.question.token.fill(in: engine.storage.live, at: moment, then: then)
    }
}
