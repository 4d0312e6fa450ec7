import Dialects
import Model
import OAuth
import Secrets
import Storage

extension ClientCredentialsFlow: QuickFlow {
    static func job(for request: TokenRequest, _ order: IssueOrder, at site: TenantSite, keys: KeyRing) throws -> (any IssueJob)? {
        // A public client cannot act by itself.
        guard let secret = order.secretHashes?.first else { return nil }
        return ClientTokenJob(
            order: order, subject: site.dialect.rules.clientCredentialsSubject, accountID: request.parameters["account_id"],
            key: secret.uuid)
    }
}
