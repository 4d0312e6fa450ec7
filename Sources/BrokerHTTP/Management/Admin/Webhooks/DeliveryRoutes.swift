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
        _ = try await JSONBody(request, known: [])
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
