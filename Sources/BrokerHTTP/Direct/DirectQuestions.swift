import Broker
import Dialects
import NIOCore
import OAuth
import Secrets

/// A request about a token that was read.
enum DirectQuestion: Sendable {
    case validation(ValidateToken.Prepared, PlainSecret)
    case introspection(IntrospectToken.Prepared)
}

/// "Is this token good?", answered from memory as of a read of the primary.
struct DirectQuestions: Sendable {
    private let validateToken: ValidateToken
    private let introspectToken: IntrospectToken

    init(engine: Engine) {
        validateToken = ValidateToken(engine: engine)
        introspectToken = IntrospectToken(engine: engine)
    }

    /// Reads a request. `nil`: it is not one that is answered here.
    func read(_ request: DirectRequest, body: ByteBuffer?, at route: DirectRoute) -> DirectQuestion? {
        switch route.useCase {
        case .validate:
            guard request.length == 0, let header = request.authorization,
                let token = try? AuthorizationHeader.token(in: [header], scheme: route.guess.site.dialect.wire.authorizationScheme),
                let prepared = try? validateToken.prepare(PlainSecret(token), at: route.guess.site)
            else { return nil }
            return .validation(prepared, PlainSecret(token))
        default:
            guard let parameters = request.parameters(body, as: .form), let token = try? parameters.required("token", maximumLength: 2048),
                let caller = try? Self.caller(request, parameters),
                let prepared = try? introspectToken.prepare(
                    PlainSecret(token), account: parameters["account_id"], by: caller, at: route.guess.site),
                introspectToken.knows(prepared)
            else { return nil }
            return .introspection(prepared)
        }
    }

    private static func caller(_ request: DirectRequest, _ parameters: OAuthParameters) throws -> IntrospectToken.Caller {
        let headers = request.authorization.map { [$0] } ?? []
        return try IntrospectRoute.caller(headers, parameters) { try ClientCredentials(authorization: headers, parameters: parameters) }
    }

    /// The answer's body from memory. `nil`: it takes longer.
    func recall(_ question: DirectQuestion, at route: DirectRoute, _ moment: ReadMoment, from client: () -> String?) -> [UInt8]? {
        guard route.guess.isRight(at: moment) else { return nil }
        switch question {
        case .validation(let prepared, let token):
            return (try? validateToken.recall(prepared, at: moment)).flatMap { $0 }.map { Self.body(of: $0, token, route) }
        case .introspection(let prepared):
            return (try? introspectToken.recall(prepared, at: moment, from: client())).flatMap { $0 }.map { Self.body(of: $0, route) }
        }
    }

    /// Lets memory know what was asked about. Tells on another thread.
    func fill(_ question: DirectQuestion, at moment: ReadMoment, then: @escaping @Sendable () -> Void) {
        switch question {
        case .validation(let prepared, _): validateToken.fill(prepared, at: moment, then: then)
        case .introspection(let prepared): introspectToken.fill(prepared, at: moment, then: then)
        }
    }

    private static func body(of found: VerifiedToken, _ token: PlainSecret, _ route: DirectRoute) -> [UInt8] {
        WireValue.object(route.guess.site.dialect.wire.validationResponse(ValidateRoute.answer(found, token))).bytes
    }

    private static func body(of answer: IntrospectionAnswer, _ route: DirectRoute) -> [UInt8] {
        WireValue.bytes(of: route.guess.site.dialect.wire.introspectionResponse(answer))
    }
}
