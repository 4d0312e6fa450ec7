import Model
import OAuth
import Secrets
import Storage

/// The plain success of one grant type as a job of the database.
protocol QuickFlow: Sendable {
    static var grantType: GrantType { get }

    /// `nil`: the request is not plain, or not right.
    static func job(
        for request: TokenRequest, _ terms: IssueTerms, _ order: IssueOrder, at site: TenantSite, keys: KeyRing
    ) throws -> (any IssueJob)?
}

/// Every quick flow, by the grant type it serves.
enum QuickFlowList {
    static let flows: [GrantType: any QuickFlow.Type] = [
        AuthorizationCodeFlow.grantType: AuthorizationCodeFlow.self,
        RefreshTokenFlow.grantType: RefreshTokenFlow.self,
        ClientCredentialsFlow.grantType: ClientCredentialsFlow.self,
    ]
}
