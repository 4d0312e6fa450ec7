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
        // Two ways at once (RFC 6750 §3.1).
        if request.headers[.authorization] != nil, FormDecoding.only("access_token", in: request.uri.query ?? "") != nil {
            throw .invalidRequest("send the access token in the Authorization header only")
        }
        let headers = request.headers[fields: .authorization].map(\.value)
        guard let token = try AuthorizationHeader.token(in: headers, scheme: scheme) else {
            throw OAuthError(
                .invalidToken, "the Authorization header is missing: send \(scheme) ACCESS_TOKEN", .tokenMissing, cause: .noToken)
        }
        return PlainSecret(token)
    }
}
