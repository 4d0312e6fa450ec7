import Broker
import Dialects
import HTTPTypes
import Hummingbird
import Model

/// Events on their way to endpoints.
struct DeliveryRoutes: Sendable {
    private let deliveries: ManageDeliveries
    private let findClientIDs: FindClientIDs

    init(engine: Engine) {
        deliveries = ManageDeliveries(engine: engine)
        findClientIDs = FindClientIDs(engine: engine)
    }

    private static let schema = Schema.named("Delivery", .object(Delivery.schemaMembers))
    private static let whole = schema.adding([
        .always("event", EventRoutes.schema, "What it tells."),
        .always("attempts", .list(.named("DeliveryAttempt", .object(DeliveryAttempt.schemaMembers)))),
    ])

    var operations: [AdminOperation] {
        [
            AdminOperation(
                "listDeliveries", .get, "deliveries", .read(.deliveries), "List events on their way to endpoints",
                query: QueryParameter.page + [
                    QueryParameter("endpoint_id", .uuid, "To this endpoint only."),
                    QueryParameter("event_id", .uuid, "Of this event only."),
                    QueryParameter("status", .one(of: Delivery.Status.allCases.map(\.rawValue)), "In this state only."),
                ], answers: [.ok(.page(of: Self.schema), "A page.")], list),
            AdminOperation(
                "getDelivery", .get, "deliveries/:id", .read(.deliveries), "Show a delivery with every attempt",
                answers: [.ok(Self.whole)], show),
            AdminOperation(
                "redeliver", .post, "deliveries/:id/redeliver", .write(.deliveries), "Send a delivery's event again",
                answers: [.accepted(.object([.always("delivery_id", .uuid, "The new one.")]))], redeliver),
        ]
    }

    @Sendable func list(_ request: Request, _ context: AdminContext) async throws -> Response {
        let query = try ListQuery(request, filters: ["endpoint_id", "event_id", "status"])
        let filter = ManageDeliveries.Filter(
            endpoint: try query.id("endpoint_id"), event: try query.id("event_id"), status: try Self.status(query["status"]))
        let rows = try await deliveries.deliveries(filter, after: query.place, limit: query.limit + 1, in: context.tenant)
        return .page(rows, of: query) {
            PagePlace(time: $0.createdAt, id: $0.id.rawValue)
        } members: {
            $0.members
        }
    }

    /// With what it tells, and every attempt.
    @Sendable func show(_ request: Request, _ context: AdminContext) async throws -> Response {
        let (delivery, event, attempts) = try await deliveries.show(try context.pathID(), in: context.tenant)
        let clientIDs = try await findClientIDs(of: event.platformID.map { [$0] } ?? [], in: context.tenant)
        var members = delivery.members
        members["event"] = .object(event.members(clientID: event.platformID.flatMap { clientIDs[$0] }))
        members["attempts"] = .array(attempts.map { .object($0.members) })
        return .uncachedJSON(members)
    }

    @Sendable func redeliver(_ request: Request, _ context: AdminContext) async throws -> Response {
        let id: Delivery.ID = try context.pathID()
        _ = try await JSONBody(request, nil)
        let again = try await deliveries.redeliver(id, in: context.tenant, by: context.actor, origin: context.origin)
        return .uncachedJSON(["delivery_id": .string(again.description)], status: .accepted)
    }

    private static func status(_ text: String?) throws(InputError) -> Delivery.Status? {
        guard let text else { return nil }
        guard let status = Delivery.Status(rawValue: text) else {
            throw InputError("status", "must be one of \(Delivery.Status.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        return status
    }
}
