import Broker
import Dialects
import Hummingbird
import Secrets

/// A platform ends the connection its token belongs to.
struct DisconnectRoute: Sendable {
    private let disconnectAccount: DisconnectAccount

    init(engine: Engine) { disconnectAccount = DisconnectAccount(engine: engine) }

    @Sendable func post(_ request: Request, _ context: SiteContext) async throws -> Response {
        let token = try BearerToken.read(request, context)
        try await disconnectAccount(token, at: context.site, origin: context.origin)
        return .uncachedJSON(context.site.dialect.wire.disconnectResponse(token.value))
    }
}
