import Broker
import Dialects
import HTTPTypes
import Hummingbird
import OAuth
import Secrets

/// A platform gives a token up (RFC 7009).
struct RevokeRoute: Sendable {
    private let revokeToken: RevokeToken

    init(engine: Engine) { revokeToken = RevokeToken(engine: engine) }

    @Sendable func post(_ request: Request, _ context: SiteContext) async throws -> Response {
        let parameters = try await ParameterReader(request, as: .form).parameters
        let credentials = try ClientCredentials(request, parameters)
        let token = PlainSecret(try parameters.required("token", maximumLength: 2048))
        try await revokeToken(token, by: credentials, at: context.site, origin: context.origin)
        return Response(status: .ok, headers: [.cacheControl: "no-store"])
    }
}
