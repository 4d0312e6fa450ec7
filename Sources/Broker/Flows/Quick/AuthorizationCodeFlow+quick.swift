import Dialects
import Model
import OAuth
import Secrets
import Storage

extension AuthorizationCodeFlow: QuickFlow {
    static func job(
        for request: TokenRequest, _ terms: IssueTerms, _ order: IssueOrder, at site: TenantSite, keys: KeyRing
    ) throws -> (any IssueJob)? {
        let rules = site.dialect.rules
        let (code, redirectURI, verifier): (String, String?, String?)
        do throws(OAuthError) {
            code = try request.parameters.required("code")
            redirectURI = try self.redirectURI(of: request, rules: rules)
            verifier = try CodeChallenge.verifier(request.parameters)
        } catch {
            return nil
        }
        let hashes = try keys.ownHashes(PlainSecret(code), as: .authorizationCode, tenant: terms.tenantID.rawValue)
        return CodeExchangeJob(
            terms, order, key: hashes[0].uuid, hashes: hashes, redirectURI: redirectURI,
            challenge: try verifier.map { try sha256Base64URL($0) }, accountApprovers: rules.accountApprovers,
            replaced: CodeExchangeJob.Replaced(rules.liveTokens))
    }
}

extension CodeExchangeJob.Replaced {
    fileprivate init(_ live: LiveTokens) {
        switch live {
        case .many: self = .none
        case .one: self = .all
        case .ofLastApprover: self = .ofOtherApprovers
        }
    }
}
