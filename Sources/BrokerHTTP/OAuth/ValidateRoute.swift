import Broker
import Dialects
import Hummingbird
import Model
import Secrets

/// Somebody asks whom their token stands for.
struct ValidateRoute: Sendable {
    private let validateToken: ValidateToken
    private let describeAccess: DescribeAccess

    init(engine: Engine) {
        validateToken = ValidateToken(engine: engine)
        describeAccess = DescribeAccess(engine: engine)
    }

    @Sendable func respond(_ request: Request, _ context: SiteContext) async throws -> Response {
        let token = try BearerToken.read(request, context)
        // Where requests may name an account to work in, one that is not theirs is refused here as well.
        let found =
            if let working = WorkingAccountHeader.read(request, context) {
                try await describeAccess(token, in: working, at: context.site).0
            } else { try await validateToken(token, at: context.site, as: context.moment) }
        return .uncachedJSON(context.site.dialect.wire.validationResponse(Self.answer(found, token)))
    }

    static func answer(_ found: VerifiedToken, _ token: PlainSecret) -> ValidationAnswer {
        ValidationAnswer(
            accessToken: token.value, tokenType: found.tokenType, accountID: found.account.publicID, accountName: found.account.name,
            remainingMilliseconds: found.remaining.map { remaining in
                Int(remaining.components.seconds) * 1000 + Int(remaining.components.attoseconds / 1_000_000_000_000_000)
            },
            person: found.user.map {
                ValidationAnswer.Person(id: $0.id.description, email: $0.email, name: $0.name, roles: found.roles)
            })
    }
}
