import Broker
import Dialects
import HTTPTypes
import Hummingbird
import Model
import Secrets

/// People.
struct UserRoutes: Sendable {
    static let schema = Schema.named(
        "User",
        .object([
            .always("id", .uuid), .always("email", .text(.email), "As it was given; compared without the case of ASCII letters."),
            .always("name", .nullable(.text(.userName))), .always("created_at", .time),
            .always("disabled_at", .nullable(.time), "Since when they sleep."),
        ]))
    private static let password = Schema.text(.password)
    private static let creation = Schema.object([
        .always("email", .text(.email)), .maybe("name", .nullable(.text(.userName))),
        .maybe("password", password, "Without one they cannot sign in here. It is in no answer and no log."),
    ])
    private static let change = Schema.object([
        .maybe("email", .text(.email)), .maybe("name", .nullable(.text(.userName)), "Null takes it away."),
    ])
    private static let passwordChange = Schema.object([.always("password", password)])

    private let users: ManageUsers
    private let create: CreateUser
    private let setPassword: SetPassword

    init(engine: Engine) {
        users = ManageUsers(engine: engine)
        create = CreateUser(engine: engine)
        setPassword = SetPassword(engine: engine)
    }

    var operations: [AdminOperation] {
        [
            AdminOperation(
                "listUsers", .get, "users", .read(.users), "List users",
                query: QueryParameter.page + [
                    QueryParameter("email", .string, "The one with this address."),
                    QueryParameter("account_id", .text(.identifier), "Those in this account."), .isDisabled,
                ], answers: [.ok(.page(of: Self.schema), "A page.")], list),
            AdminOperation(
                "createUser", .post, "users", .write(.users), "Register a user", body: Self.creation, answers: [.created(Self.schema)],
                create),
            AdminOperation("getUser", .get, "users/:id", .read(.users), "Show a user", answers: [.entity(Self.schema)], show),
            AdminOperation(
                "updateUser", .patch, "users/:id", .write(.users), "Change a user",
                description: "With another address they sign in by that one from now on. Sessions, grants and tokens stay as they are.",
                body: Self.change, answers: [.entity(Self.schema)], takesPrecondition: true, update),
            AdminOperation(
                "setPassword", .put, "users/:id/password", .write(.users), "Give a user a password",
                description: "Ends every session of theirs, and with vendors that have it so the tokens they obtained.",
                body: Self.passwordChange, answers: [.noContent], password),
            AdminOperation(
                "enableUser", .post, "users/:id/enable", .write(.users), "Wake a user",
                description: "What was not revoked or expired meanwhile is good again.", answers: [.entity(Self.schema)], enable),
            AdminOperation(
                "disableUser", .post, "users/:id/disable", .write(.users), "Put a user to sleep",
                description: "From the next request on they are signed in nowhere and their own tokens are not good, until they are "
                    + "enabled. The accounts' connections they approved work on; their platforms are told that the approver is missing.",
                answers: [.entity(Self.schema)], disable),
        ]
    }

    @Sendable func list(_ request: Request, _ context: AdminContext) async throws -> Response {
        let query = try ListQuery(request, filters: ["email", "account_id", "state"])
        let rows = try await users.page(
            ManageUsers.Filter(email: query["email"], accountID: query["account_id"], isDisabled: try query.isDisabled()),
            after: query.place, limit: query.limit + 1, in: context.tenant)
        return .page(rows, of: query) {
            PagePlace(time: $0.createdAt, id: $0.id.rawValue)
        } members: {
            $0.members
        }
    }

    @Sendable func create(_ request: Request, _ context: AdminContext) async throws -> Response {
        let body = try await JSONBody(request, Self.creation)
        let user = try await create(
            email: try body.string("email").required("email"), name: try body.clearableString("name"),
            password: try body.string("password").map { PlainSecret($0) }, in: context.tenant, by: context.actor, origin: context.origin)
        return try .created(user.members, at: context.path("users/\(user.id)"))
    }

    @Sendable func show(_ request: Request, _ context: AdminContext) async throws -> Response {
        try .entity(try await users.find(try context.pathID(), in: context.tenant).members)
    }

    @Sendable func update(_ request: Request, _ context: AdminContext) async throws -> Response {
        let body = try await JSONBody(request, Self.change)
        let user = try await users.update(
            try context.pathID(), ManageUsers.Change(email: try body.string("email"), name: try body.clearableString("name")),
            precondition: try context.precondition(request) { $0.members }, in: context.tenant, by: context.actor, origin: context.origin)
        return try .entity(user.members)
    }

    @Sendable func password(_ request: Request, _ context: AdminContext) async throws -> Response {
        let password = try await JSONBody(request, Self.passwordChange).string("password").required("password")
        try await setPassword(
            PlainSecret(password), user: try context.pathID(), in: context.tenant, by: context.actor, origin: context.origin)
        return Response(status: .noContent)
    }

    @Sendable func enable(_ request: Request, _ context: AdminContext) async throws -> Response {
        try await setDisabled(false, request, context)
    }

    @Sendable func disable(_ request: Request, _ context: AdminContext) async throws -> Response {
        try await setDisabled(true, request, context)
    }

    private func setDisabled(_ disabled: Bool, _ request: Request, _ context: AdminContext) async throws -> Response {
        _ = try await JSONBody(request, nil)
        let user = try await users.setDisabled(
            disabled, try context.pathID(), in: context.tenant, by: context.actor, origin: context.origin)
        return try .entity(user.members)
    }
}

extension User {
    /// As the management API shows it.
    var members: [String: WireValue] {
        [
            "id": .string(id.description), "email": .string(email), "name": WireValue(name), "created_at": .time(createdAt),
            "disabled_at": .time(disabledAt),
        ]
    }
}
