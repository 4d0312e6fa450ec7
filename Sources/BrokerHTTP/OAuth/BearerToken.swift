import Broker
import Dialects
import HTTPTypes
import Hummingbird
import OAuth
import Secrets

/// The access token of a request, under the dialect's scheme.
enum BearerToken {
    /// Throws `invalid_token` when there is none.
    static func read(_ request: Request, _ context: SiteContext) throws(OAuthError) -> PlainSecret {
        let scheme = context.site.dialect.wire.authorizationScheme
        let headers = request.headers[fields: .authorization].map(\.value)
        guard let token = try AuthorizationHeader.token(in: headers, scheme: scheme) else {
            throw OAuthError(.invalidToken, "the Authorization header is missing: send \(scheme) ACCESS_TOKEN", cause: .noToken)
        }
        return PlainSecret(token)
    }
}
