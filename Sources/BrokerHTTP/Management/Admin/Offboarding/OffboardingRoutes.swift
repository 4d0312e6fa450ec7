import Broker
import Dialects
import HTTPTypes
import Hummingbird
import Model

/// Ending everything of an account or a user, or them themselves. Each answer says how much was live and ended.
struct OffboardingRoutes: Sendable {
    /// Grants that one request ends: no more than it can wait for.
    static let mostAtOnce = 5_000

    private let account: OffboardAccount
    private let user: OffboardUser

    init(engine: Engine) {
        account = OffboardAccount(engine: engine)
        user = OffboardUser(engine: engine)
    }

    var operations: [AdminOperation] { accountOperations + userOperations }

    private var accountOperations: [AdminOperation] {
        [
            AdminOperation(
                "revokeAccount", .post, "accounts/:account_id/revoke", .write(.accounts), "Revoke everything of an account",
                description: "Ends its grants with all their tokens and codes, the personal access tokens in it and the sessions confined "
                    + "to it, for good. Each platform is told. The account and its people stay, and can connect platforms again.",
                answers: [.ok(Touched.schema, "What ended.")], revokeAccount),
            AdminOperation(
                "previewAccountDeletion", .get, "accounts/:account_id/deletion", .read(.accounts), "Show what deleting an account ends",
                answers: [.ok(Touched.schema, "What would end.")], previewAccount),
            AdminOperation(
                "deleteAccount", .delete, "accounts/:account_id", .write(.accounts), "Delete an account",
                description:
                    "For good. It sleeps at once; then all that revoking ends, its own applications are deleted, and everybody leaves it. "
                    + "Its id stays taken. If the answer does not come, send it again: it goes on where it stopped.",
                answers: [.ok(Touched.schema, "What ended.")], takesPrecondition: true, deleteAccount),
        ]
    }

    private var userOperations: [AdminOperation] {
        [
            AdminOperation(
                "revokeUser", .post, "users/:id/revoke", .write(.users), "Revoke everything of a user",
                description: "Ends their own grants with all their tokens, their personal access tokens and sessions, and the SSO tokens "
                    + "and codes that were made for them and not used, for good. The accounts' connections they approved work on. They "
                    + "stay, and can sign in again.", answers: [.ok(Touched.schema, "What ended.")], revokeUser),
            AdminOperation(
                "previewUserDeletion", .get, "users/:id/deletion", .read(.users), "Show what deleting a user ends",
                answers: [.ok(Touched.schema, "What would end.")], previewUser),
            AdminOperation(
                "deleteUser", .delete, "users/:id", .write(.users), "Delete a user",
                description: "For good. They sleep at once; then all that revoking ends, they leave every account, and their address, name "
                    + "and password are forgotten: the address is free again. The accounts' connections they approved work on, and their "
                    + "platforms are told that the approver is missing. Events and the audit log keep what they told.",
                answers: [.ok(Touched.schema, "What ended.")], takesPrecondition: true, deleteUser),
        ]
    }

    @Sendable func revokeAccount(_ request: Request, _ context: AdminContext) async throws -> Response {
        _ = try await JSONBody(request, nil)
        return .uncachedJSON(
            try await account.revoke(
                context.pathText("account_id"), as: context.revoker, most: Self.mostAtOnce, in: context.tenant, by: context.actor,
                origin: context.origin
            ).members)
    }

    @Sendable func previewAccount(_ request: Request, _ context: AdminContext) async throws -> Response {
        .uncachedJSON(try await account.preview(context.pathText("account_id"), in: context.tenant).members)
    }

    @Sendable func deleteAccount(_ request: Request, _ context: AdminContext) async throws -> Response {
        _ = try await JSONBody(request, nil)
        return .uncachedJSON(
            try await account.delete(
                context.pathText("account_id"), precondition: try context.precondition(request) { $0.members }, as: context.revoker,
                most: Self.mostAtOnce,
                in: context.tenant, by: context.actor, origin: context.origin
            ).members)
    }

    @Sendable func revokeUser(_ request: Request, _ context: AdminContext) async throws -> Response {
        let id: User.ID = try context.pathID()
        _ = try await JSONBody(request, nil)
        return .uncachedJSON(
            try await user.revoke(
                id, as: context.revoker, most: Self.mostAtOnce, in: context.tenant, by: context.actor, origin: context.origin
            ).members)
    }

    @Sendable func previewUser(_ request: Request, _ context: AdminContext) async throws -> Response {
        .uncachedJSON(try await user.preview(try context.pathID(), in: context.tenant).members)
    }

    @Sendable func deleteUser(_ request: Request, _ context: AdminContext) async throws -> Response {
        let id: User.ID = try context.pathID()
        _ = try await JSONBody(request, nil)
        return .uncachedJSON(
            try await user.delete(
                id, precondition: try context.precondition(request) { $0.members }, as: context.revoker, most: Self.mostAtOnce,
                in: context.tenant,
                by: context.actor, origin: context.origin
            ).members)
    }
}
