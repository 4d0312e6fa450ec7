import Broker
import Dialects
import HTTPTypes
import Hummingbird
import Logging
import Model
import OAuth
import Secrets

/// The token endpoint: decode by the tenant's dialect, call, encode by the dialect.
struct TokenRoute: Sendable {
    private let issueToken: IssueToken

    init(engine: Engine) { issueToken = IssueToken(engine: engine) }

    @Sendable func post(_ request: Request, _ context: SiteContext) async throws -> Response {
        let wire = context.site.dialect.wire
        guard request.uri.query?.isEmpty ?? true else {
            // Credentials in a URL end up in logs (RFC 6749 §2.3.1).
            throw OAuthError.invalidRequest("send the parameters in the body, not in the URL")
        }
        let parameters = try await ParameterReader.read(request, as: wire.requestBody)
        guard let grantType = parameters["grant_type"] ?? wire.impliedGrantType else {
            throw OAuthError.invalidRequest("the parameter grant_type is missing")
        }
        let answer = try await issueToken(
            TokenRequest(
                grantType: GrantType(rawValue: grantType),
                clientID: try parameters.required("client_id"),
                clientSecret: PlainSecret(try parameters.required("client_secret")),
                parameters: parameters),
            at: context.site, origin: context.origin)
        return .uncachedJSON(wire.tokenResponse(answer))
    }
}
