import Broker
import Dialects
import HTTPTypes
import Hummingbird
import OAuth
import Secrets

/// A resource server or a platform asks about a token (RFC 7662).
struct IntrospectRoute: Sendable {
    private let introspectToken: IntrospectToken

    init(engine: Engine) { introspectToken = IntrospectToken(engine: engine) }

    @Sendable func post(_ request: Request, _ context: SiteContext) async throws -> Response {
        let parameters = try await ParameterReader(request, as: .form).parameters
        let caller = try Self.caller(request.headers[fields: .authorization].map(\.value), parameters) {
            try ClientCredentials(request, parameters)
        }
        let token = PlainSecret(try parameters.required("token", maximumLength: 2048))
        let answer = try await introspectToken(
            token, account: parameters["account_id"], by: caller, at: context.site, as: context.moment, origin: context.origin)
        // Of a token that is not active nothing else is said (RFC 7662 §2.2).
        guard let answer else { return .uncachedJSON(["active": false]) }
        return .uncachedJSON(text: WireValue.bytes(of: context.site.dialect.wire.introspectionResponse(answer)))
    }

    /// The vendor's own API by its management key, anybody else as a client.
    static func caller(
        _ headers: [String], _ parameters: OAuthParameters, client: () throws -> ClientCredentials
    ) throws -> IntrospectToken.Caller {
        if let header = headers.first, header.prefix(7).lowercased() == "bearer ",
            let key = try AuthorizationHeader.token(in: headers, scheme: "Bearer")
        {
            return .vendor(key: PlainSecret(key))
        }
        guard !headers.isEmpty || parameters["client_id"] != nil else {
            throw OAuthError(
                .invalidClient, "say who asks: by client credentials or a management key (RFC 7662 section 2.1)", .credentialsMissing,
                detail: "no credentials at introspection")
        }
        return .client(try client())
    }
}
