import Broker
import Dialects
import Hummingbird
import Model

/// What happened, as platforms are told of it.
struct EventRoutes: Sendable {
    private let deliveries: ManageDeliveries
    private let findClientIDs: FindClientIDs

    init(engine: Engine) {
        deliveries = ManageDeliveries(engine: engine)
        findClientIDs = FindClientIDs(engine: engine)
    }

    static let schema = Schema.named(
        "Event",
        .object([
            .always("id", .uuid), .always("type", .string), .always("client_id", .nullable(.string), "The platform it concerns."),
            .always("data", .map, "What it tells."), .always("occurred_at", .time, "By the tenant's clock."),
        ]))

    var operations: [AdminOperation] {
        [
            AdminOperation(
                "listEvents", .get, "events", .read(.events), "List what happened",
                query: QueryParameter.page + [
                    QueryParameter("type", .one(of: EventType.allCases.map(\.rawValue)), "Of this type only."),
                    QueryParameter("client_id", .string, "About this platform only."),
                ], answers: [.ok(.page(of: Self.schema), "A page.")], list),
            AdminOperation("getEvent", .get, "events/:id", .read(.events), "Show an event", answers: [.entity(Self.schema)], show),
        ]
    }

    @Sendable func list(_ request: Request, _ context: AdminContext) async throws -> Response {
        let query = try ListQuery(request, filters: ["type", "client_id"])
        if let type = query["type"], EventType(rawValue: type) == nil {
            throw InputError("type", "must be one of \(EventType.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        let rows = try await deliveries.events(
            type: query["type"], clientID: query["client_id"], after: query.place, limit: query.limit + 1, in: context.tenant)
        let clientIDs = try await findClientIDs(of: rows.compactMap(\.platformID), in: context.tenant)
        return .page(rows, of: query) {
            PagePlace(time: $0.occurredAt, id: $0.id.rawValue)
        } members: { event in
            event.members(clientID: event.platformID.flatMap { clientIDs[$0] })
        }
    }

    @Sendable func show(_ request: Request, _ context: AdminContext) async throws -> Response {
        let id: Event.ID = try context.pathID()
        guard let event = try await deliveries.event(id, in: context.tenant) else { throw NotFound("event", id) }
        let clientIDs = try await findClientIDs(of: event.platformID.map { [$0] } ?? [], in: context.tenant)
        return try .entity(event.members(clientID: event.platformID.flatMap { clientIDs[$0] }))
    }
}

extension RecordedEvent {
    /// As the management API shows it.
    func members(clientID: String?) -> [String: WireValue] {
        [
            "id": .string(id.description), "type": .string(type), "client_id": WireValue(clientID),
            "data": .object(data.mapValues(WireValue.init)), "occurred_at": .time(occurredAt),
        ]
    }
}
