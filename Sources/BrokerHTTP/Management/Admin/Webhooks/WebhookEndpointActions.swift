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

    private static let rotation = Schema.object([
        .maybe(
            "overlap_seconds", .integer(0...Int(ManageWebhookEndpoints.longestOverlap.components.seconds)),
            "For so long the key before signs too; a day if left out.")
    ])
    private static let resending = Schema.object([
        .always("since", .time, "Events from then on."), .maybe("until", .time, "Up to then; now if left out."),
        .maybe("include_delivered", .boolean, "Those it has received as well."),
    ])

    var operations: [AdminOperation] {
        func action(
            _ id: String, _ path: String, _ summary: String, _ description: String, body: Schema? = nil, _ answer: OperationAnswer,
            _ handler: @escaping PathTable<AdminContext>.Handler
        ) -> AdminOperation {
            AdminOperation(
                id, .post, "webhook-endpoints/:id/\(path)", .write(.webhookEndpoints), summary, description: description, body: body,
                answers: [answer], handler)
        }
        return [
            action(
                "rotateWebhookSecret", "rotate-secret", "Give a webhook endpoint a new key",
                "The key before signs too until the overlap is over.",
                body: Self.rotation,
                .ok(.object([.always("secret", .string, "The key that signs, this once.")])), rotateSecret),
            action(
                "enableWebhookEndpoint", "enable", "Wake a webhook endpoint", "What waited for it is due at once.", .noContent, enable),
            action(
                "disableWebhookEndpoint", "disable", "Put a webhook endpoint to sleep",
                "What was on its way waits; what happens meanwhile is only on record: resend it.", .noContent, disable),
            action(
                "testWebhookEndpoint", "test", "Send a webhook endpoint a test event", "Whatever it chose to hear.",
                .accepted(.object([.always("delivery_id", .uuid)])), test),
            action(
                "verifyWebhookEndpoint", "verify", "Ask a webhook endpoint again whether it wants to hear",
                "For vendors that have such a handshake.", .accepted(.object([])), verify),
            action(
                "resendEvents", "resend", "Send a webhook endpoint what happened since a time",
                "What it has received already is left out unless asked for.", body: Self.resending,
                .accepted(.object([.always("deliveries", .count, "How many were made.")])), resend),
        ]
    }

    @Sendable func rotateSecret(_ request: Request, _ context: AdminContext) async throws -> Response {
        let id: WebhookEndpoint.ID = try context.pathID()
        let seconds = try await JSONBody(request, Self.rotation).integer("overlap_seconds")
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
        let body = try await JSONBody(request, Self.resending)
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
        _ = try await JSONBody(request, nil)
        return id
    }
}
