import Broker
import Dialects
import HTTPTypes
import Hummingbird
import Model

/// What is done to one platform beside changing its fields.
struct PlatformActions: Sendable {
    private let switchPlatform: SwitchPlatform
    private let end: EndPlatform

    init(engine: Engine) {
        switchPlatform = SwitchPlatform(engine: engine)
        end = EndPlatform(engine: engine)
    }

    var operations: [AdminOperation] {
        [
            AdminOperation(
                "enablePlatform", .post, "platforms/:client_id/enable", .write(.platforms), "Wake a platform",
                description: "Its tokens work again, except where the dialect ended them.", answers: [.entity(PlatformEntry.wholeSchema)],
                takesPrecondition: true, enable),
            AdminOperation(
                "disablePlatform", .post, "platforms/:client_id/disable", .write(.platforms), "Put a platform to sleep",
                description: "Its tokens stop at the next validation until it is enabled again; where the dialect says so they end.",
                answers: [.entity(PlatformEntry.wholeSchema)], takesPrecondition: true, disable),
            AdminOperation(
                "revokePlatform", .post, "platforms/:client_id/revoke", .write(.platforms), "End all grants and tokens of a platform",
                description: """
                    At the next validation none of its tokens is good, however many there are. Each grant tells `account.disconnected`, \
                    reason `platform_revoked`. The platform stays registered, and people can allow it again.
                    """,
                answers: [.ok(Touched.schema, "What ended.")], takesPrecondition: true, revoke),
            AdminOperation(
                "previewPlatformDeletion", .get, "platforms/:client_id/deletion", .read(.platforms),
                "Say what deleting a platform would end", answers: [.ok(EndPlatform.Toll.schema, "What would end.")], preview),
            AdminOperation(
                "deletePlatform", .delete, "platforms/:client_id", .write(.platforms), "Delete a platform",
                description: """
                    All its tokens, grants and secrets end at once, for good. Its webhook endpoints go with it, so it is told of nothing \
                    any more; `events` tells you (`account.disconnected`, reason `platform_deleted`). No address knows it any more, and its \
                    client id is not given again. An answer that got lost leaves nothing alive: send the same again until it answers 404.
                    """,
                answers: [.ok(EndPlatform.Toll.schema, "What ended.")], takesPrecondition: true, delete),
        ]
    }

    @Sendable func enable(_ request: Request, _ context: AdminContext) async throws -> Response {
        try await setDisabled(false, request, context)
    }

    @Sendable func disable(_ request: Request, _ context: AdminContext) async throws -> Response {
        try await setDisabled(true, request, context)
    }

    @Sendable func revoke(_ request: Request, _ context: AdminContext) async throws -> Response {
        _ = try await JSONBody(request, nil)
        let touched = try await end.revoke(
            context.pathText("client_id"), precondition: try context.precondition(request) { $0.members }, as: context.revoker,
            most: OffboardingRoutes.mostAtOnce, in: context.tenant, by: context.actor, origin: context.origin)
        return .uncachedJSON(touched.members)
    }

    @Sendable func preview(_ request: Request, _ context: AdminContext) async throws -> Response {
        .uncachedJSON(try await end.preview(context.pathText("client_id"), in: context.tenant).members)
    }

    @Sendable func delete(_ request: Request, _ context: AdminContext) async throws -> Response {
        _ = try await JSONBody(request, nil)
        let toll = try await end.delete(
            context.pathText("client_id"), precondition: try context.precondition(request) { $0.members }, as: context.revoker,
            most: OffboardingRoutes.mostAtOnce, in: context.tenant, by: context.actor, origin: context.origin)
        return .uncachedJSON(toll.members)
    }

    private func setDisabled(_ disabled: Bool, _ request: Request, _ context: AdminContext) async throws -> Response {
        _ = try await JSONBody(request, nil)
        let entry = try await switchPlatform(
            disabled: disabled, context.pathText("client_id"), precondition: try context.precondition(request) { $0.members },
            in: context.tenant,
            by: context.actor, origin: context.origin)
        return try .platform(entry)
    }
}
