import Dialects
import Model
import OAuth
import Storage

/// The code that serves one grant type. The client is authenticated and the transaction open before it is called.
protocol Flow: Sendable {
    static var grantType: GrantType { get }

    /// Runs inside the transaction. A thrown `OAuthError` rolls back; a refusal that must leave a mark is returned.
    static func run(_ request: TokenRequest, from client: AuthenticatedPlatform, in context: FlowContext) throws -> GrantOutcome
}

/// What a flow works with.
struct FlowContext {
    let stores: Stores
    let site: TenantSite
    let engine: Engine
    let origin: RequestOrigin

    var rules: Rules { site.dialect.rules }
}

/// What a flow decided. A refusal commits, so revoking a replayed code's tokens is kept; a throw rolls back.
enum GrantOutcome: Sendable {
    case authorized(TokenAnswer)
    case refused(OAuthError)
}

/// Every flow of the product, by the grant type it serves.
enum FlowList {
    static let flows: [GrantType: any Flow.Type] = [
        AuthorizationCodeFlow.grantType: AuthorizationCodeFlow.self,
        RefreshTokenFlow.grantType: RefreshTokenFlow.self,
        ClientCredentialsFlow.grantType: ClientCredentialsFlow.self,
    ]
}
