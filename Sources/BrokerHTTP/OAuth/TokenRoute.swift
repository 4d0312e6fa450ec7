import Broker
import Dialects
import HTTPTypes
import Hummingbird
import Model
import OAuth

/// The token endpoint: decode by the tenant's dialect, call, encode by the dialect.
struct TokenRoute: Sendable {
    private let issueToken: IssueToken
    /// The only one this path gives. `nil`: either.
    private let tokenType: TokenType?

    init(engine: Engine, tokenType: TokenType?) {
        issueToken = IssueToken(engine: engine)
        self.tokenType = tokenType
    }

    @Sendable func post(_ request: Request, _ context: SiteContext) async throws -> Response {
        let wire = context.site.dialect.wire
        let parameters = try await ParameterReader(request, as: wire.requestBody).parameters
        let asked = try Self.request(parameters, by: try ClientCredentials(request, parameters), for: tokenType, wire)
        return .uncachedJSON(wire.tokenResponse(try await issueToken(asked, at: context.site, origin: context.origin)))
    }

    static func request(
        _ parameters: OAuthParameters, by credentials: ClientCredentials, for tokenType: TokenType?, _ wire: Wire
    ) throws -> TokenRequest {
        guard let grantType = parameters["grant_type"] ?? wire.impliedGrantType else {
            throw OAuthError.invalidRequest("the parameter grant_type is missing").naming(clientID: credentials.clientID)
        }
        return TokenRequest(
            grantType: GrantType(rawValue: grantType), credentials: credentials, tokenType: tokenType,
            scopes: try ScopeList.read(parameters["scope"], separator: wire.scopeSeparator), parameters: parameters)
    }
}
