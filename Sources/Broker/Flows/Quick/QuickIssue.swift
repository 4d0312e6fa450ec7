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

    /// `nil`: not the plain case.
    package func callAsFunction(_ request: TokenRequest, at site: TenantSite, origin: RequestOrigin) async throws -> TokenAnswer? {
        let rules = site.dialect.rules
        // What a token says of itself is known only once it was decided.
        guard origin.idempotency == nil, rules.accessTokenText == nil, let flow = QuickFlowList.flows[request.grantType] else { return nil }
        let accessToken = try rules.accessTokenFormat.generate()
        let refreshToken = try rules.refreshTokenLifetime.map { _ in try rules.refreshTokenFormat.generate() }
        let order = try order(request, accessToken: accessToken, refreshToken: refreshToken, at: site, origin: origin)
        guard let job = try flow.job(for: request, order, at: site, keys: engine.keys), let issued = try await engine.storage.issue(job)
        else {
            return nil
        }
        return TokenAnswer(
            accessToken: accessToken.value, tokenType: issued.tokenType, accountID: issued.accountID, expiresIn: issued.expiresIn,
            expiresAt: issued.expiresAt,
            refreshToken: issued.refreshExpiresAt.flatMap { end in
                refreshToken.map { TokenAnswer.Refresh(text: $0.value, expiresAt: end) }
            }, scopes: issued.scopes, approverEmail: issued.approverEmail)
    }

    private func order(
        _ request: TokenRequest, accessToken: PlainSecret, refreshToken: PlainSecret?, at site: TenantSite, origin: RequestOrigin
    ) throws -> IssueOrder {
        let (rules, keys, tenant) = (site.dialect.rules, engine.keys, site.tenant.id)
        var refresh: IssueOrder.Refresh?
        // A platform's own token has none.
        if let refreshToken, let lifetime = rules.refreshTokenLifetime, request.grantType != .clientCredentials {
            refresh = IssueOrder.Refresh(
                hash: try keys.hash(refreshToken, as: .refreshToken, tenant: tenant.rawValue), lifetime: IssueOrder.Lifetime(lifetime),
                familyLifetime: rules.refreshFamilyLifetime)
        }
        return IssueOrder(
            tenantID: tenant, clientID: request.credentials.clientID,
            secretHashes: try request.credentials.clientSecret.map {
                try keys.ownHashes(PlainSecret($0), as: .clientSecret, tenant: tenant.rawValue)
            }, grantType: request.grantType, tokenType: request.tokenType, scopes: request.scopes,
            accessToken: try keys.hash(accessToken, as: .accessToken, tenant: tenant.rawValue),
            accessLifetime: IssueOrder.Lifetime(rules.accessTokenLifetime), refresh: refresh, sourceAddress: origin.address,
            requestID: origin.requestID)
    }
}

extension IssueOrder.Lifetime {
    fileprivate init(_ lifetime: TokenLifetime) { self.init(company: lifetime.company, user: lifetime.user) }
}

extension IssuedTokens {
    /// Whole seconds. The two instants are exact to the microsecond, their difference as a `Double` is not.
    fileprivate var expiresIn: Int? {
        expiresAt.map { Int(($0.timeIntervalSince(issuedAt) * 1_000_000).rounded()) / 1_000_000 }
    }
}
