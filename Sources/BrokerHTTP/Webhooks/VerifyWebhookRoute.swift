import Broker
import Dialects
import HTTPTypes
import Hummingbird
import Model
import Secrets

/// Where a webhook endpoint says that it wants to hear (WIRE-CONTRACTS 3.9).
struct VerifyWebhookRoute: Sendable {
    private let verify: VerifyWebhookEndpoint

    init(engine: Engine) { verify = VerifyWebhookEndpoint(engine: engine) }

    @Sendable func get(_ request: Request, _ context: SiteContext) async throws -> Response {
        guard let token = context.parameters.get("token"), token.utf8.count <= 128,
            let endpoint = try await verify(PlainSecret(token), at: context.site, origin: context.origin)
        else { throw SurfaceError.notFound }
        return .uncachedJSON(["webhook_id": .string(endpoint.id.description), "verified": true])
    }
}
