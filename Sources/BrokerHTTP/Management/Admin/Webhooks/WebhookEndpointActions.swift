import Broker
import Dialects
import HTTPTypes
import Hummingbird
import Model
import Secrets

/// What is done to one webhook endpoint beside changing its fields.
struct WebhookEndpointActions: Sendable {
    private let endpoints: ManageWebhookEndpoints
    private let deliveries: ManageDeliveries

    init(engine: Engine) {
        endpoints = ManageWebhookEndpoints(engine: engine)
        deliveries = ManageDeliveries(engine: engine)
    }

    @Sendable func rotateSecret(_ request: Request, _ context: AdminContext) async throws -> Response {
        let id: WebhookEndpoint.ID = try context.pathID()
        let seconds = try await JSONBody(request, known: ["overlap_seconds"]).integer("overlap_seconds")
        let secret = try await endpoints.rotateSecret(
            id, overlap: seconds.map { .seconds($0) } ?? ManageWebhookEndpoints.defaultOverlap, in: context.tenant, by: context.actor,
            origin: context.origin)
        return .uncachedJSON(["secret": .string(secret.value)])
    }

    @Sendable func enable(_ request: Request, _ context: AdminContext) async throws -> Response {
        try await setDisabled(false, request, context)
    }

    @Sendable func disable(_ request: Request, _ context: AdminContext) async throws -> Response {
        try await setDisabled(true, request, context)
    }

    @Sendable func test(_ request: Request, _ context: AdminContext) async throws -> Response {
        let id = try await target(request, context)
        let delivery = try await endpoints.test(id, in: context.tenant, by: context.actor, origin: context.origin)
        return .uncachedJSON(["delivery_id": .string(delivery.description)], status: .accepted)
    }

    @Sendable func verify(_ request: Request, _ context: AdminContext) async throws -> Response {
        let id = try await target(request, context)
        try await endpoints.verify(id, in: context.tenant, by: context.actor, origin: context.origin)
        return .uncachedJSON([:], status: .accepted)
    }

    @Sendable func resend(_ request: Request, _ context: AdminContext) async throws -> Response {
        let id: WebhookEndpoint.ID = try context.pathID()
        let body = try await JSONBody(request, known: ["since", "until", "include_delivered"])
        let count = try await deliveries.resend(
            to: id, since: try body.time("since").required("since"), until: try body.time("until"),
            includingDelivered: try body.flag("include_delivered") ?? false, in: context.tenant, by: context.actor,
            origin: context.origin)
        return .uncachedJSON(["deliveries": .integer(count)], status: .accepted)
    }

    private func setDisabled(_ disabled: Bool, _ request: Request, _ context: AdminContext) async throws -> Response {
        let id = try await target(request, context)
        try await endpoints.setDisabled(disabled, id, in: context.tenant, by: context.actor, origin: context.origin)
        return Response(status: .noContent)
    }

    /// Of an action that takes no input.
    private func target(_ request: Request, _ context: AdminContext) async throws -> WebhookEndpoint.ID {
        let id: WebhookEndpoint.ID = try context.pathID()
        _ = try await JSONBody(request, known: [])
        return id
    }
}
