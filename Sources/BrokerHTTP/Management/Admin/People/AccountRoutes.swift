import Broker
import Dialects
import HTTPTypes
import Hummingbird
import Model

/// The vendor's customers.
struct AccountRoutes: Sendable {
    static let schema = Schema.named(
        "Account",
        .object([
            .always("id", .text(.identifier), "The id on the wire."), .always("name", .text(.name)), .always("created_at", .time),
            .always("disabled_at", .nullable(.time), "Since when it sleeps."),
        ]))
    static let warnings = Schema.Member.maybe(
        "warnings", .list(.string), "What to look at, such as a name that looks like another one's; missing where there is nothing.")
    private static let creation = Schema.object([
        .always("name", .text(.name)), .maybe("id", .text(.identifier), "The id on the wire; one is made if it is left out."),
    ])
    private static let change = Schema.object([.maybe("name", .text(.name))])

    private let accounts: ManageAccounts
    private let create: CreateAccount
    private let warn: NameWarnings

    init(engine: Engine) {
        accounts = ManageAccounts(engine: engine)
        create = CreateAccount(engine: engine)
        warn = NameWarnings(engine: engine)
    }

    var operations: [AdminOperation] {
        let warned = Self.schema.adding([Self.warnings])
        return [
            AdminOperation(
                "listAccounts", .get, "accounts", .read(.accounts), "List accounts",
                query: QueryParameter.page + [
                    .isDisabled, QueryParameter("name", .string, "Those whose name begins so, byte for byte."),
                ], answers: [.ok(.page(of: Self.schema), "A page.")], list),
            AdminOperation(
                "createAccount", .post, "accounts", .write(.accounts), "Register an account", body: Self.creation,
                answers: [.created(warned)], create),
            AdminOperation(
                "getAccount", .get, "accounts/:account_id", .read(.accounts), "Show an account", answers: [.entity(Self.schema)], show),
            AdminOperation(
                "updateAccount", .patch, "accounts/:account_id", .write(.accounts), "Rename an account",
                description: "Its id on the wire never changes.", body: Self.change, answers: [.entity(warned)], takesPrecondition: true,
                update),
            AdminOperation(
                "enableAccount", .post, "accounts/:account_id/enable", .write(.accounts), "Wake an account",
                description: "What was not revoked or expired meanwhile is good again.", answers: [.entity(Self.schema)], enable),
            AdminOperation(
                "disableAccount", .post, "accounts/:account_id/disable", .write(.accounts), "Put an account to sleep",
                description: "From the next request on none of its tokens is good and nobody works in it, until it is enabled.",
                answers: [.entity(Self.schema)], disable),
        ]
    }

    @Sendable func list(_ request: Request, _ context: AdminContext) async throws -> Response {
        let query = try ListQuery(request, filters: ["state", "name"])
        let rows = try await accounts.page(
            ManageAccounts.Filter(isDisabled: try query.isDisabled(), namePrefix: query["name"]), after: query.place,
            limit: query.limit + 1, in: context.tenant)
        return .page(rows, of: query) {
            PagePlace(time: $0.createdAt, id: $0.id.rawValue)
        } members: {
            $0.members
        }
    }

    @Sendable func create(_ request: Request, _ context: AdminContext) async throws -> Response {
        let body = try await JSONBody(request, Self.creation)
        let account = try await create(
            name: try body.string("name").required("name"), publicID: try body.string("id"), in: context.tenant, by: context.actor,
            origin: context.origin)
        return try .created(
            account.members, shownOnce: .warnings(try await warn.account(account, in: context.tenant)),
            at: context.path("accounts/\(account.publicID)"))
    }

    @Sendable func show(_ request: Request, _ context: AdminContext) async throws -> Response {
        try .entity(try await accounts.find(context.pathText("account_id"), in: context.tenant).members)
    }

    @Sendable func update(_ request: Request, _ context: AdminContext) async throws -> Response {
        let name = try await JSONBody(request, Self.change).string("name")
        let account = try await accounts.update(
            context.pathText("account_id"), name: name, precondition: try context.precondition(request) { $0.members },
            in: context.tenant, by: context.actor, origin: context.origin)
        let warnings = name == nil ? [] : try await warn.account(account, in: context.tenant)
        return try .entity(account.members, with: .warnings(warnings))
    }

    @Sendable func enable(_ request: Request, _ context: AdminContext) async throws -> Response {
        try await setDisabled(false, request, context)
    }

    @Sendable func disable(_ request: Request, _ context: AdminContext) async throws -> Response {
        try await setDisabled(true, request, context)
    }

    private func setDisabled(_ disabled: Bool, _ request: Request, _ context: AdminContext) async throws -> Response {
        _ = try await JSONBody(request, nil)
        let account = try await accounts.setDisabled(
            disabled, context.pathText("account_id"), in: context.tenant, by: context.actor, origin: context.origin)
        return try .entity(account.members)
    }
}

extension Account {
    /// As the management API shows it.
    var members: [String: WireValue] {
        ["id": .string(publicID), "name": .string(name), "created_at": .time(createdAt), "disabled_at": .time(disabledAt)]
    }
}

extension [String: WireValue] {
    /// The member that says what to look at, if there is anything.
    static func warnings(_ texts: [String]) -> [String: WireValue] { texts.isEmpty ? [:] : ["warnings": .list(texts)] }
}

extension Response {
    /// One thing with its ETag, and members that are no part of it.
    static func entity(_ members: [String: WireValue], with more: [String: WireValue]) throws -> Response {
        var response = Response.uncachedJSON(members.merging(more) { first, _ in first })
        response.headers[.eTag] = try EntityTag.text(of: members)
        return response
    }
}
