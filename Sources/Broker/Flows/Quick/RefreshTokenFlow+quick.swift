import Dialects
import Model
import OAuth
import Secrets
import Storage

extension RefreshTokenFlow: QuickFlow {
    static func job(
        for request: TokenRequest, _ terms: IssueTerms, _ order: IssueOrder, at site: TenantSite, keys: KeyRing
    ) throws -> (any IssueJob)? {
        let rules = site.dialect.rules
        // How often is counted step by step.
        guard terms.refresh != nil, rules.maximumRefreshesAnHour == nil,
            let token = try? request.parameters.required("refresh_token", maximumLength: 2048)
        else { return nil }
        let hashes = try keys.ownHashes(PlainSecret(token), as: .refreshToken, tenant: terms.tenantID.rawValue)
        return RefreshJob(terms, order, key: hashes[0].uuid, hashes: hashes, secretMustLive: rules.tokensEndWithSecret)
    }
}
