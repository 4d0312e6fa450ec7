package import Broker
import Dialects
import HTTPTypes
import Model

/// The document of the management listener: the management API, health and the document itself.
package enum ManagementDocument {
    /// Where the listener is reached unless told otherwise.
    static let usualServer = "http://127.0.0.1:8081"

    /// Readable JSON. `server` is where the listener is reached.
    package static func text(engine: Engine, version: String, server: String? = nil) throws -> String {
        try document(engine: engine, version: version, server: server ?? usualServer).text
    }

    static func document(engine: Engine, version: String, server: String) -> OpenAPIDocument {
        OpenAPIDocument(
            title: "Symbolon management API",
            description:
                "For a vendor's back end and for operators. Bodies hold no member that is not described; refusals are RFC 9457 problems. "
                + "What partner platforms call is in another document, which each tenant serves at `\(DocumentRoute.path)` below its public URL.",
            version: version, server: server, operations: operations(of: engine),
            securitySchemes: [
                "key": .object([
                    "type": "http", "scheme": "bearer",
                    "description": "A key of the management API: `symbolon key create`, or `POST …/keys`.",
                ])
            ],
            sharedAnswers: Dictionary(Problem.Kind.allCases.map { ($0.rawValue, Self.answer($0)) }) { first, _ in first })
    }

    /// Every one, in the order in which the reference shows them.
    static func operations(of engine: Engine) -> [DocumentedOperation] {
        AnswerLink.linked(AdminRouter.operations(engine).map(documented)) + RootRouter.operations(engine).map(documented)
            + HealthRoutes.documented + [DocumentRoute.documented]
    }

    static func documented(_ operation: AdminOperation) -> DocumentedOperation {
        documented(operation, below: AdminRouter.tenants + "{slug}", slug: true)
    }

    static func documented(_ operation: RootOperation) -> DocumentedOperation {
        documented(operation, below: RootRouter.root, slug: false)
    }

    private static func documented<Context>(_ operation: Operation<Context>, below base: String, slug: Bool) -> DocumentedOperation {
        let rest = operation.path.split(separator: "/").map { $0.hasPrefix(":") ? "{\($0.dropFirst())}" : String($0) }
        let writes = ![.get, .head].contains(operation.method)
        var parameters: [DocumentedOperation.Parameter] = []
        if slug { parameters.append(parameter("slug", .string(.length(1...63)), "The tenant.")) }
        parameters += operation.pathParameters.map {
            parameter($0, ["id", "user_id"].contains($0) ? .uuid : .string(.length(1...64)), "Which one.")
        }
        parameters += operation.query.map {
            .init(name: $0.name, place: "query", schema: $0.schema, description: $0.description, isRequired: $0.isRequired)
        }
        if writes, slug {
            parameters.append(
                header(
                    IdempotentWrites.header,
                    .string(TextRule(minimumLength: 1, maximumLength: IdempotentWrites.longestKey, pattern: "^[!-~]+$")),
                    "Sent again with the same request within a day, it gets the same answer, and nothing is done twice."))
        }
        if operation.takesPrecondition {
            parameters.append(
                header("If-Match", .string(EntityTag.rule), "The `ETag` it had when it was read: it is changed only if it still has it."))
        }
        return DocumentedOperation(
            id: operation.id, method: operation.method, path: ([base] + rest).joined(separator: "/"),
            tag: operation.permission.resource?.rawValue ?? "tenant", summary: operation.summary,
            description: describe(operation), parameters: parameters,
            body: operation.body.map {
                DocumentedOperation.Body(
                    mediaTypes: ["application/json"], schema: $0, isRequired: $0.hasRequiredMembers)
            },
            answers: operation.answers, sharedAnswers: problems(operation, writes: writes, slug: slug), security: ["key"])
    }

    private static func describe<Context>(_ operation: Operation<Context>) -> String {
        let permission = "Takes the permission `\(operation.permission)`."
        return operation.description.isEmpty ? permission : "\(operation.description) \(permission)"
    }

    private static func problems<Context>(_ operation: Operation<Context>, writes: Bool, slug: Bool) -> [(status: Int, name: String)] {
        var kinds: [Problem.Kind] = [
            .malformedRequest, .unauthorized, .forbidden, .notFound, .tooManyRequests, .internalError, .unavailable,
        ]
        if writes {
            kinds += [.bodyTooLarge, .unsupportedMediaType, .invalidInput]
        } else if !operation.query.isEmpty {
            kinds.append(.invalidInput)
        }
        if writes, slug { kinds.append(.conflict) }
        if operation.takesPrecondition { kinds.append(.preconditionFailed) }
        return kinds.map { ($0.status.code, $0.rawValue) }
    }

    private static func parameter(_ name: String, _ schema: Schema, _ description: String) -> DocumentedOperation.Parameter {
        .init(name: name, place: "path", schema: schema, description: description, isRequired: true)
    }

    private static func header(_ name: String, _ schema: Schema, _ description: String) -> DocumentedOperation.Parameter {
        .init(name: name, place: "header", schema: schema, description: description, isRequired: false)
    }

    private static func answer(_ kind: Problem.Kind) -> OpenAPIDocument.SharedAnswer {
        var headers: [String] = []
        switch kind {
        case .unauthorized: headers = ["WWW-Authenticate"]
        case .tooManyRequests, .unavailable, .conflict: headers = ["Retry-After"]
        case .methodNotAllowed: headers = ["Allow"]
        default: break
        }
        return OpenAPIDocument.SharedAnswer(
            description: kind.title + ".", mediaType: "application/problem+json", schema: Problem.schema, headers: headers)
    }
}

extension Problem {
    static let schema = Schema.named(
        "Problem",
        .object([
            .always("type", .string(TextRule(pattern: "^urn:symbolon:problem:")), "Stable."), .always("title", .string),
            .always("status", .integer(400...599)), .always("detail", .string, "For people."),
            .maybe("instance", .string, "The id under which the request is logged."),
            .maybe(
                "errors", .list(.object([.always("field", .string), .always("detail", .string)])),
                "The members or parameters that must be mended."),
        ]))
}

extension Schema {
    /// Whether an object has members that must be given.
    fileprivate var hasRequiredMembers: Bool {
        switch self {
        case .object(let members), .open(let members): members.contains(where: \.isRequired)
        case .named(_, let schema): schema.hasRequiredMembers
        default: false
        }
    }
}
