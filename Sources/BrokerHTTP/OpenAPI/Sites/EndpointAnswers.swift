import Broker
import Dialects
import HTTPTypes
import Model

/// What an endpoint answers when it does what it is asked.
struct EndpointAnswers {
    let dialect: Dialect
    let endpoint: Endpoint

    var answers: [OperationAnswer] {
        let wire = dialect.wire
        let samples = SampleAnswers(dialect: dialect)
        switch endpoint.useCase {
        case .authorize, .prompt: return authorization
        case .token(let tokenType): return [Self.json(samples.tokens(for: tokenType).map(wire.tokenResponse), "The tokens.")]
        case .validate: return [Self.json(samples.validations.map(wire.validationResponse), "The token is good.")]
        case .describeAccess: return [Self.json([wire.accessResponse(["a"])], "What the token may do.")]
        case .introspect:
            return [
                Self.json(
                    samples.introspections.map { Dictionary(uniqueKeysWithValues: wire.introspectionResponse($0)) } + [["active": false]],
                    "Of a token that is not active nothing but that is told.")
            ]
        case .revoke:
            return [OperationAnswer(status: .ok, description: "It is good no more, if it ever was.", mediaType: "", schema: nil)]
        case .metadata:
            return [Self.json([MetadataRoute.members(of: dialect, baseURL: "https://symbolon.example")], "What this server can do.")]
        case .disconnect: return [Self.json([wire.disconnectResponse("a")], "The connection has ended.")]
        case .mintSSOToken: return [Self.json([wire.ssoTokenResponse("t")], "The token for the person's browser.")]
        case .mintUserToken: return [Self.json(samples.tokens(for: .user).map(wire.userTokenResponse), "The user's tokens.")]
        case .redeemHandoff: return [.ok(Self.visitor, "Who came.")]
        case .explain: return [.ok(.object(ExplainFailure.Explained.schemaMembers), "What it meant.")]
        case .redeemSSOToken: return [Self.redirect(302, "On to the storefront, signed in.")] + Self.pages([404])
        case .verifyWebhook:
            return [.ok(.object([.always("webhook_id", .uuid), .always("verified", .boolean)]), "Events are sent from now on.")]
        }
    }

    private var authorization: [OperationAnswer] {
        let back = Self.redirect(dialect.wire.redirectStatus, "Back to the platform, with a code or an error.")
        var answers = [back] + Self.pages([200, 400, 403, 404])
        if endpoint.useCase == .authorize, dialect.path(for: .prompt) != nil {
            answers.append(Self.redirect(302, "On to where the person is asked."))
        }
        if dialect.wire.authorizationRefusal == .json {
            let told = Schema.object([
                .always("error", .one(of: ["invalid_request", "unauthorized_client"])), .always("error_description", .string),
            ])
            answers.append(
                OperationAnswer(
                    status: .badRequest, description: "There is nobody it could be sent back to.", mediaType: "application/json",
                    schema: told))
        }
        return answers
    }

    private static func redirect(_ status: Int, _ description: String) -> OperationAnswer {
        OperationAnswer(
            status: HTTPResponse.Status(code: status), description: description, mediaType: "", schema: nil, headers: ["Location"])
    }

    /// For people.
    private static func pages(_ statuses: [Int]) -> [OperationAnswer] {
        statuses.map {
            OperationAnswer(
                status: HTTPResponse.Status(code: $0),
                description: $0 == 200 ? "A page that signs in or asks." : "A page that says why not.",
                mediaType: "text/html", schema: .string)
        }
    }

    private static func json(_ samples: [[String: WireValue]], _ description: String) -> OperationAnswer {
        .ok(.inferred(from: samples), description)
    }

    private static let visitor = Schema.object([
        .always("user", .object([.always("id", .uuid), .always("email", .string), .always("name", .nullable(.string))])),
        .always("account", .object([.always("id", .string), .always("name", .string)])), .always("client_id", .string),
        .always("tpd", .nullable(.map), "As the platform sent it."),
    ])
}
