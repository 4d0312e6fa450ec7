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
        return .uncachedJSON(event.members(clientID: event.platformID.flatMap { clientIDs[$0] }))
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
