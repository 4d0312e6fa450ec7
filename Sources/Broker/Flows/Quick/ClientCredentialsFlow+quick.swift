import Dialects
import Model
import OAuth
import Secrets
import Storage

extension ClientCredentialsFlow: QuickFlow {
    static func job(
        for request: TokenRequest, _ terms: IssueTerms, _ order: IssueOrder, at site: TenantSite, keys: KeyRing
    ) throws -> (any IssueJob)? {
        // A public client cannot act by itself.
        guard !terms.isPublic else { return nil }
        return ClientTokenJob(
            terms, order, key: order.accessToken.uuid, subject: site.dialect.rules.clientCredentialsSubject,
            account: try request.parameters["account_id"].map { id in
                ClientTokenJob.Account(id: id, installation: try TokenHash(joining: order.secretHashes, order.clientID, id))
            })
    }
}
