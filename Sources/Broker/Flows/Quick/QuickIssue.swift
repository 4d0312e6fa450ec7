package import Dialects
import Foundation
import Model
import OAuth
import Secrets
import Storage

/// Issues tokens where everything is as it should be, with one round trip and a commit that may be shared: the database decides by the same
/// conditions as the flow of the grant type and writes the same rows. Anything else is left to the flow, and nothing is changed.
package struct QuickIssue: Sendable {
    private let engine: Engine

    package init(engine: Engine) { self.engine = engine }

    /// A request ready to be decided: read, with what is to be given out.
    package struct Prepared: Sendable {
        let job: any IssueJob
        fileprivate let ticket = IssueTicket()
        let accessToken: PlainSecret
        let refreshToken: PlainSecret?

        /// Takes it back, for as long as nobody has begun with it.
        package func cancel() { ticket.cancel() }
    }

    /// `nil`: not the plain case.
    /// `guess`: how the site was come to, if that is still to be confirmed.
    package func prepare(
        _ request: TokenRequest, at site: TenantSite, by guess: SiteGuess? = nil, origin: RequestOrigin
    ) throws -> Prepared? {
        let rules = site.dialect.rules
        // What a token says of itself is known only once it was decided.
        guard origin.idempotency == nil, rules.accessTokenText == nil, rules.grantTypes.contains(request.grantType),
            request.credentials.clientSecret != nil || rules.allowsPublicPlatforms, let flow = QuickFlowList.flows[request.grantType]
        else { return nil }
        let accessToken = try rules.accessTokenFormat.generate()
        let refreshToken = try rules.refreshTokenLifetime.map { _ in try rules.refreshTokenFormat.generate() }
        let order = try order(request, accessToken: accessToken, refreshToken: refreshToken, at: site, origin: origin)
        guard let job = try flow.job(for: request, terms(of: request, at: site, by: guess), order, at: site, keys: engine.keys) else {
            return nil
        }
        return Prepared(job: job, accessToken: accessToken, refreshToken: refreshToken)
    }

    /// `nil`: not the plain case.
    package func callAsFunction(_ request: TokenRequest, at site: TenantSite, origin: RequestOrigin) async throws -> TokenAnswer? {
        guard let prepared = try prepare(request, at: site, origin: origin) else { return nil }
        return try await engine.storage.issue(prepared.job).map { Self.answer(prepared, $0) }
    }

    /// The same for a caller that awaits nothing: it is told on another thread.
    package func issue(_ prepared: Prepared, then: @escaping @Sendable (Result<TokenAnswer?, any Error>) -> Void) {
        engine.storage.issue(prepared.job, prepared.ticket) { outcome in then(outcome.map { $0.map { Self.answer(prepared, $0) } }) }
    }

    /// A place for one attempt of a client: it is given back once the attempt has come to something, or is counted elsewhere.
    /// `nil`: there is none left.
    package func place(for clientID: String, at site: TenantSite, from address: String?) -> AttemptPlace? {
        engine.place(for: clientID, at: site, from: address)
    }

    private static func answer(_ prepared: Prepared, _ issued: IssuedTokens) -> TokenAnswer {
        TokenAnswer(
            accessToken: prepared.accessToken.value, tokenType: issued.tokenType, accountID: issued.accountID,
            expiresIn: issued.expiresIn, expiresAt: issued.expiresAt,
            refreshToken: issued.refreshExpiresAt.flatMap { end in
                prepared.refreshToken.map { TokenAnswer.Refresh(text: $0.value, expiresAt: end) }
            }, scopes: issued.scopes, approverEmail: issued.approverEmail)
    }

    private func terms(of request: TokenRequest, at site: TenantSite, by guess: SiteGuess?) -> IssueTerms {
        let rules = site.dialect.rules
        // A platform's own token has none.
        let lifetime = request.grantType == .clientCredentials ? nil : rules.refreshTokenLifetime
        return IssueTerms(
            tenantID: site.tenant.id, site: guess?.name, dialect: site.tenant.dialect, grantType: request.grantType,
            tokenType: request.tokenType,
            isPublic: request.credentials.clientSecret == nil, accessLifetime: IssueTerms.Lifetime(rules.accessTokenLifetime),
            refresh: lifetime.map {
                IssueTerms.Refresh(lifetime: IssueTerms.Lifetime($0), familyLifetime: rules.refreshFamilyLifetime)
            })
    }

    private func order(
        _ request: TokenRequest, accessToken: PlainSecret, refreshToken: PlainSecret?, at site: TenantSite, origin: RequestOrigin
    ) throws -> IssueOrder {
        let (keys, tenant) = (engine.keys, site.tenant.id.rawValue)
        return IssueOrder(
            clientID: request.credentials.clientID,
            secretHashes: try request.credentials.clientSecret.map {
                try keys.ownHashes(PlainSecret($0), as: .clientSecret, tenant: tenant)
            } ?? [],
            scopes: request.scopes, accessToken: try keys.hash(accessToken, as: .accessToken, tenant: tenant),
            refreshToken: try refreshToken.map { try keys.hash($0, as: .refreshToken, tenant: tenant) }, sourceAddress: origin.address,
            requestID: origin.requestID)
    }
}

extension IssueTerms.Lifetime {
    fileprivate init(_ lifetime: TokenLifetime) { self.init(company: lifetime.company, user: lifetime.user) }
}

extension IssuedTokens {
    /// Whole seconds. The two instants are exact to the microsecond, their difference as a `Double` is not.
    fileprivate var expiresIn: Int? {
        expiresAt.map { Int(($0.timeIntervalSince(issuedAt) * 1_000_000).rounded()) / 1_000_000 }
    }
}
