import Broker
import Dialects
import Hummingbird
import Model
import OAuth
import Secrets

/// The storefront's back end asks, once, who came with a hand-off code.
struct RedeemHandoffRoute: Sendable {
    private let redeemHandoff: RedeemHandoff

    init(engine: Engine) { redeemHandoff = RedeemHandoff(engine: engine) }

    @Sendable func post(_ request: Request, _ context: SiteContext) async throws -> Response {
        let key = try BearerToken.read(request, context)
        let parameters = try await ParameterReader(request, as: context.site.dialect.wire.requestBody).parameters
        let visitor = try await redeemHandoff(
            PlainSecret(try parameters.required("handoff_code")), key: key, at: context.site, origin: context.origin)
        return .uncachedJSON([
            "user": .object([
                "id": .string(visitor.user.id.description), "email": .string(visitor.user.email), "name": WireValue(visitor.user.name),
            ]),
            "account": .object(["id": .string(visitor.account.publicID), "name": .string(visitor.account.name)]),
            "client_id": .string(visitor.clientID),
            "tpd": visitor.thirdPartyData.map(WireValue.json) ?? .null,
        ])
    }
}
