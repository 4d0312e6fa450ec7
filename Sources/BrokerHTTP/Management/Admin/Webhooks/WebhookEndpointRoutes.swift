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
        let body = try await JSONBody(request, known: ["client_id"] + Self.changeable)
        let clientID = try body.string("client_id").required("client_id")
        let (endpoint, secret) = try await endpoints.create(
            try Self.input(body), for: clientID, in: context.tenant, by: context.actor, origin: context.origin)
        var members = endpoint.members(clientID: clientID)
        members["secret"] = .string(secret.value)
        var response = Response.uncachedJSON(members, status: .created)
        response.headers[.location] = context.path("webhook-endpoints/\(endpoint.id)")
        return response
    }

    @Sendable func show(_ request: Request, _ context: AdminContext) async throws -> Response {
        let endpoint = try await endpoints.find(try context.pathID(), in: context.tenant)
        return try await response(endpoint, context)
    }

    @Sendable func update(_ request: Request, _ context: AdminContext) async throws -> Response {
        let id: WebhookEndpoint.ID = try context.pathID()
        let input = try Self.input(try await JSONBody(request, known: Self.changeable))
        let endpoint = try await endpoints.update(id, input, in: context.tenant, by: context.actor, origin: context.origin)
        return try await response(endpoint, context)
    }

    @Sendable func delete(_ request: Request, _ context: AdminContext) async throws -> Response {
        let id: WebhookEndpoint.ID = try context.pathID()
        _ = try await JSONBody(request, known: [])
        try await endpoints.delete(id, in: context.tenant, by: context.actor, origin: context.origin)
        return Response(status: .noContent)
    }

    private func response(_ endpoint: WebhookEndpoint, _ context: AdminContext) async throws -> Response {
        let clientIDs = try await findClientIDs(of: [endpoint.platformID], in: context.tenant)
        return .uncachedJSON(endpoint.members(clientID: clientIDs[endpoint.platformID]))
    }

    private static let changeable = ["url", "description", "event_types", "api_key"]

    private static func input(_ body: JSONBody) throws(InputError) -> ManageWebhookEndpoints.Input {
        ManageWebhookEndpoints.Input(
            url: try body.string("url"), description: try body.clearableString("description"),
            eventTypes: try body.strings("event_types"), apiKey: try body.clearableString("api_key"))
    }
}
