import Broker
import Dialects
import Hummingbird
import OAuth
import Secrets

/// A platform makes a user's tokens from the account's.
struct MintUserTokenRoute: Sendable {
    private let mintUserToken: MintUserToken

    init(engine: Engine) { mintUserToken = MintUserToken(engine: engine) }

    @Sendable func post(_ request: Request, _ context: SiteContext) async throws -> Response {
        let wire = context.site.dialect.wire
        let token = try BearerToken.read(request, context)
        let parameters = try await ParameterReader(request, as: wire.requestBody).parameters
        let answer = try await mintUserToken(
            for: try parameters.required("user_input"),
            scopes: try ScopeList.read(parameters["scope"], separator: wire.scopeSeparator), token: token, at: context.site,
            origin: context.origin)
        return .uncachedJSON(wire.userTokenResponse(answer))
    }
}
