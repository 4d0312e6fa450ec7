import Broker
import Dialects
import Hummingbird
import Model

/// A platform asks whom its token stands for.
struct ValidateRoute: Sendable {
    private let validateToken: ValidateToken

    init(engine: Engine) { validateToken = ValidateToken(engine: engine) }

    @Sendable func respond(_ request: Request, _ context: SiteContext) async throws -> Response {
        let token = try await validateToken(try BearerToken.read(request, context), at: context.site)
        return .uncachedJSON(context.site.dialect.wire.validationResponse(ValidationAnswer(accountID: token.account.publicID)))
    }
}
