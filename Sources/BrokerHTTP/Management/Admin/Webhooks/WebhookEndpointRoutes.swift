import Broker
import Dialects
import HTTPTypes
import Hummingbird
import Model
import Secrets

/// Where platforms hear of events: kept by the vendor.
struct WebhookEndpointRoutes: Sendable {
    private let endpoints: ManageWebhookEndpoints
    private let findClientIDs: FindClientIDs

    init(engine: Engine) {
        endpoints = ManageWebhookEndpoints(engine: engine)
        findClientIDs = FindClientIDs(engine: engine)
    }

    private static let schema = Schema.named("WebhookEndpoint", .object(WebhookEndpoint.schemaMembers))
    private static let changes: [Schema.Member] = [
        .maybe("url", .string(.length(1...2048)), "Where events are sent: https, a public host."),
        .maybe("description", .nullable(.text(.endpointDescription)), "For people; null takes it away."),
        .maybe("event_types", .list(.one(of: EventType.choosable.map(\.rawValue)), maximum: 50), "Which events it hears of; empty: all."),
        .maybe("api_key", .nullable(.string(.length(0...60))), "The static key of dialects that have one; null takes it away."),
    ]
    private static let creation = Schema.object(
        [.always("client_id", .text(.identifier), "The platform whose endpoint it is.")]
            + changes.map { $0.name == "url" ? .always($0.name, $0.schema, $0.description) : $0 })
    private static let change = Schema.object(changes)

    var operations: [AdminOperation] {
        let resource = AdminPermission.Resource.webhookEndpoints
        return [
            AdminOperation(
                "listWebhookEndpoints", .get, "webhook-endpoints", .read(resource), "List webhook endpoints",
                query: QueryParameter.page + [QueryParameter("client_id", .string, "Of this platform only.")],
                answers: [.ok(.page(of: Self.schema), "A page.")], list),
            AdminOperation(
                "createWebhookEndpoint", .post, "webhook-endpoints", .write(resource), "Make a webhook endpoint",
                description: "A platform may have \(ManageWebhookEndpoints.most). The key that signs is in this answer and never again.",
                body: Self.creation,
                answers: [.created(Self.schema.adding([.always("secret", .string, "The key that signs, this once.")]))], create),
            AdminOperation(
                "getWebhookEndpoint", .get, "webhook-endpoints/:id", .read(resource), "Show a webhook endpoint",
                answers: [.entity(Self.schema)], show),
            AdminOperation(
                "updateWebhookEndpoint", .patch, "webhook-endpoints/:id", .write(resource), "Change a webhook endpoint",
                description: "What is left out stays. Another URL must be verified again where the vendor asks for that.",
                body: Self.change, answers: [.entity(Self.schema)], takesPrecondition: true, update),
            AdminOperation(
                "deleteWebhookEndpoint", .delete, "webhook-endpoints/:id", .write(resource), "Delete a webhook endpoint",
                description: "What is on record about its deliveries goes too.", answers: [.noContent], delete),
        ]
    }

    @Sendable func list(_ request: Request, _ context: AdminContext) async throws -> Response {
        let query = try ListQuery(request, filters: ["client_id"])
        let rows = try await endpoints.page(of: query["client_id"], after: query.place, limit: query.limit + 1, in: context.tenant)
        let clientIDs = try await findClientIDs(of: rows.map(\.platformID), in: context.tenant)
        return .page(rows, of: query) {
            PagePlace(time: $0.createdAt, id: $0.id.rawValue)
        } members: {
            $0.members(clientID: clientIDs[$0.platformID])
        }
    }

    @Sendable func create(_ request: Request, _ context: AdminContext) async throws -> Response {
        let body = try await JSONBody(request, Self.creation)
        let clientID = try body.string("client_id").required("client_id")
        let (endpoint, secret) = try await endpoints.create(
            try Self.input(body), for: clientID, in: context.tenant, by: context.actor, origin: context.origin)
        return try .created(
            endpoint.members(clientID: clientID), shownOnce: ["secret": .string(secret.value)],
            at: context.path("webhook-endpoints/\(endpoint.id)"))
    }

    @Sendable func show(_ request: Request, _ context: AdminContext) async throws -> Response {
        let endpoint = try await endpoints.find(try context.pathID(), in: context.tenant)
        return try await response(endpoint, context)
    }

    @Sendable func update(_ request: Request, _ context: AdminContext) async throws -> Response {
        let id: WebhookEndpoint.ID = try context.pathID()
        let input = try Self.input(try await JSONBody(request, Self.change))
        let shown = try await endpoints.find(id, in: context.tenant)
        let clientIDs = try await findClientIDs(of: [shown.platformID], in: context.tenant)
        let endpoint = try await endpoints.update(
            id, input,
            precondition: try context.precondition(request) { $0.members(clientID: clientIDs[$0.platformID]) },
            in: context.tenant, by: context.actor, origin: context.origin)
        return try await response(endpoint, context)
    }

    @Sendable func delete(_ request: Request, _ context: AdminContext) async throws -> Response {
        let id: WebhookEndpoint.ID = try context.pathID()
        _ = try await JSONBody(request, nil)
        try await endpoints.delete(id, in: context.tenant, by: context.actor, origin: context.origin)
        return Response(status: .noContent)
    }

    private func response(_ endpoint: WebhookEndpoint, _ context: AdminContext) async throws -> Response {
        let clientIDs = try await findClientIDs(of: [endpoint.platformID], in: context.tenant)
        return try .entity(endpoint.members(clientID: clientIDs[endpoint.platformID]))
    }

    private static func input(_ body: JSONBody) throws(InputError) -> ManageWebhookEndpoints.Input {
        ManageWebhookEndpoints.Input(
            url: try body.string("url"), description: try body.clearableString("description"),
            eventTypes: try body.strings("event_types"), apiKey: try body.clearableString("api_key"))
    }
}
