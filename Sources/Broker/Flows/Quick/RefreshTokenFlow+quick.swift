import Dialects
import Model
import OAuth
import Secrets
import Storage

extension RefreshTokenFlow: QuickFlow {
    static func job(for request: TokenRequest, _ order: IssueOrder, at site: TenantSite, keys: KeyRing) throws -> (any IssueJob)? {
        let rules = site.dialect.rules
        // How often is counted step by step.
        guard let refresh = order.refresh, rules.maximumRefreshesAnHour == nil,
            let token = try? request.parameters.required("refresh_token", maximumLength: 2048)
        else { return nil }
        let hashes = try keys.ownHashes(PlainSecret(token), as: .refreshToken, tenant: order.tenantID.rawValue)
        return RefreshJob(
            order: order, key: hashes[0].uuid, refresh: refresh, hashes: hashes, secretMustLive: rules.tokensEndWithSecret)
    }
}
