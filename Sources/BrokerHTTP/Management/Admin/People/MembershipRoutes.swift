import Broker
import Dialects
import HTTPTypes
import Hummingbird
import Model

/// Who is in which account.
struct MembershipRoutes: Sendable {
    private static let roles = Schema.list(.text(.identifier), maximum: CountLimit.roles)
    private static let schema = Schema.named(
        "Membership",
        .object([
            .always("account_id", .text(.identifier)), .always("user_id", .uuid), .always("email", .text(.email), "The user's."),
            .always("roles", roles), .always("created_at", .time),
        ]))
    private static let setting = Schema.object([.always("roles", roles, "All of them: what is not named is taken away.")])

    private let memberships: ManageMemberships

    init(engine: Engine) { memberships = ManageMemberships(engine: engine) }

    var operations: [AdminOperation] {
        [
            AdminOperation(
                "listMemberships", .get, "memberships", .read(.memberships), "List who is in which account",
                query: QueryParameter.page + [
                    QueryParameter("account_id", .text(.identifier), "In this account."), QueryParameter("user_id", .uuid, "Of this user."),
                ], answers: [.ok(.page(of: Self.schema), "A page.")], list),
            AdminOperation(
                "getMembership", .get, Self.path, .read(.memberships), "Show a membership", answers: [.entity(Self.schema)], show),
            AdminOperation(
                "putMembership", .put, Self.path, .write(.memberships), "Put a user into an account, or change their roles",
                description:
                    "Where they lose a role with which they approved a connection, its platform is told that the approver is missing.",
                body: Self.setting, answers: [.entity(Self.schema), .created(Self.schema, "They were not in it before.")],
                takesPrecondition: true, put),
            AdminOperation(
                "deleteMembership", .delete, Self.path, .write(.memberships), "Take a user out of an account",
                description: "Their own grants and personal access tokens in it are good no longer. The account's connections they "
                    + "approved work on; their platforms are told that the approver is missing.", answers: [.noContent], delete),
        ]
    }

    private static let path = "memberships/:account_id/:user_id"

    @Sendable func list(_ request: Request, _ context: AdminContext) async throws -> Response {
        let query = try ListQuery(request, filters: ["account_id", "user_id"])
        let rows = try await memberships.page(
            accountID: query["account_id"], user: try query.id("user_id"), after: query.place, limit: query.limit + 1, in: context.tenant)
        return .page(rows, of: query) {
            PagePlace(time: $0.createdAt, id: $0.place)
        } members: {
            $0.members
        }
    }

    @Sendable func show(_ request: Request, _ context: AdminContext) async throws -> Response {
        try .entity(
            try await memberships.find(
                account: context.pathText("account_id"), user: try context.pathID("user_id"), in: context.tenant
            ).members)
    }

    @Sendable func put(_ request: Request, _ context: AdminContext) async throws -> Response {
        let roles = try await JSONBody(request, Self.setting).strings("roles").required("roles")
        let (membership, isNew) = try await memberships.set(
            account: context.pathText("account_id"), user: try context.pathID("user_id"), roles: roles,
            precondition: try context.precondition(request) { $0.members }, in: context.tenant, by: context.actor, origin: context.origin)
        guard isNew else { return try .entity(membership.members) }
        return try .created(
            membership.members, at: context.path("memberships/\(membership.accountID)/\(membership.userID)"))
    }

    @Sendable func delete(_ request: Request, _ context: AdminContext) async throws -> Response {
        _ = try await JSONBody(request, nil)
        try await memberships.remove(
            account: context.pathText("account_id"), user: try context.pathID("user_id"), in: context.tenant, by: context.actor,
            origin: context.origin)
        return Response(status: .noContent)
    }
}

extension MembershipRecord {
    fileprivate var members: [String: WireValue] {
        [
            "account_id": .string(accountID), "user_id": .string(userID.description), "email": .string(email), "roles": .list(roles),
            "created_at": .time(createdAt),
        ]
    }
}
