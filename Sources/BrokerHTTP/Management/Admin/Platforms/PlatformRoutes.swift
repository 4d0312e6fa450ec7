import Broker
import Dialects
import HTTPTypes
import Hummingbird
import Model
import OAuth
import Secrets

/// Partner platforms: registered, found and changed.
struct PlatformRoutes: Sendable {
    private let register: RegisterPlatform
    private let find: FindPlatforms
    private let update: UpdatePlatform
    private let warn: NameWarnings

    init(engine: Engine) {
        register = RegisterPlatform(engine: engine)
        find = FindPlatforms(engine: engine)
        update = UpdatePlatform(engine: engine)
        warn = NameWarnings(engine: engine)
    }

    private static let shownOnce: [Schema.Member] = [
        .maybe("client_secret", .string, "This once; not of a public platform."),
        .maybe("webhook_secret", .string, "The key that signs, this once; where a `webhook_url` was given."),
        AccountRoutes.warnings,
    ]
    private static let filters = ["name", "state", "account_id", "grant_type"]

    var operations: [AdminOperation] {
        let consequences = """
            What is left out stays. A scope that is taken away is in no token from the next validation on, and every grant loses it; a \
            grant that is left with none ends (`account.disconnected`, reason `scope_removed`). Other `scope_rules` end every token, and \
            people are asked again. `grant_types`, `public` and `account_id` do not change: people judged by them what they allowed; \
            register another platform. `webhook_url` does not: change the platform's `webhook-endpoints`.
            """
        return [
            AdminOperation(
                "listPlatforms", .get, "platforms", .read(.platforms), "List platforms",
                query: QueryParameter.page + [
                    QueryParameter("name", .string, "Whose name begins so, in letters of either case."),
                    .isDisabled,
                    QueryParameter("account_id", .string, "Of this account only."),
                    QueryParameter("grant_type", .one(of: GrantType.served), "With this grant type only."),
                ], answers: [.ok(.page(of: PlatformEntry.schema), "A page.")], list),
            AdminOperation(
                "registerPlatform", .post, "platforms", .write(.platforms), "Register a platform",
                description: "Its secrets are in this answer and never again.", body: PlatformInput.registration,
                answers: [.created(PlatformEntry.wholeSchema.adding(Self.shownOnce))], create),
            AdminOperation(
                "getPlatform", .get, "platforms/:client_id", .read(.platforms), "Show a platform",
                description: "The ETag is of the registration, not of its `secrets`.", answers: [.entity(PlatformEntry.wholeSchema)], show),
            AdminOperation(
                "updatePlatform", .patch, "platforms/:client_id", .write(.platforms), "Change a platform", description: consequences,
                body: PlatformInput.change,
                answers: [
                    .entity(
                        PlatformEntry.wholeSchema.adding([
                            .always("effects", PlatformEffects.schema, "What it did."), AccountRoutes.warnings,
                        ]))
                ],
                takesPrecondition: true, change),
            AdminOperation(
                "previewPlatform", .post, "platforms/:client_id/preview", .read(.platforms), "Say what changing a platform would do",
                description: "Takes what PATCH takes, and changes nothing.", body: PlatformInput.change,
                answers: [.ok(UpdatePlatform.Outcome.schema, "What would change, and what that would do.")], preview),
        ]
    }

    @Sendable func list(_ request: Request, _ context: AdminContext) async throws -> Response {
        let query = try ListQuery(request, filters: Self.filters)
        let filter = FindPlatforms.Filter(
            name: query["name"], isDisabled: try query.isDisabled(), accountID: query["account_id"], grantType: try Self.grantType(query))
        let rows = try await find.page(filter, after: query.place, limit: query.limit + 1, in: context.tenant)
        return .page(rows, of: query) {
            PagePlace(time: $0.platform.createdAt, id: $0.platform.id.rawValue)
        } members: {
            $0.members
        }
    }

    @Sendable func create(_ request: Request, _ context: AdminContext) async throws -> Response {
        let input = try PlatformInput.registration(try await JSONBody(request, PlatformInput.registration))
        let registered = try await register(input, in: context.tenant, by: context.actor, origin: context.origin)
        let clientID = registered.platform.clientID
        let entry = try await find(clientID, in: context.tenant)
        var shown: [String: WireValue] = ["secrets": entry.wholeMembers["secrets"] ?? .array([])]
        if let secret = registered.clientSecret { shown["client_secret"] = .string(secret.value) }
        if let secret = registered.webhookSecret { shown["webhook_secret"] = .string(secret.value) }
        shown.merge(.warnings(try await warn.platform(entry.platform, in: context.tenant))) { first, _ in first }
        return try .created(entry.members, shownOnce: shown, at: context.path("platforms/\(clientID)"))
    }

    @Sendable func show(_ request: Request, _ context: AdminContext) async throws -> Response {
        try .platform(try await find(context.pathText("client_id"), in: context.tenant))
    }

    @Sendable func change(_ request: Request, _ context: AdminContext) async throws -> Response {
        let change = try PlatformInput.change(try await JSONBody(request, PlatformInput.change))
        let outcome = try await update(
            change, of: context.pathText("client_id"), precondition: try context.precondition(request) { $0.members },
            as: context.revoker, most: OffboardingRoutes.mostAtOnce, in: context.tenant, by: context.actor, origin: context.origin)
        let warnings = change.name == nil ? [] : try await warn.platform(outcome.after.platform, in: context.tenant)
        return try .platform(
            outcome.after, ["effects": .object(outcome.effects.members)].merging(.warnings(warnings)) { first, _ in first })
    }

    @Sendable func preview(_ request: Request, _ context: AdminContext) async throws -> Response {
        let change = try PlatformInput.change(try await JSONBody(request, PlatformInput.change))
        return .uncachedJSON(try await update.preview(change, of: context.pathText("client_id"), in: context.tenant).members)
    }

    private static func grantType(_ query: ListQuery) throws(InputError) -> GrantType? {
        guard let value = query["grant_type"] else { return nil }
        guard GrantType.served.contains(value) else {
            throw InputError("grant_type", "must be one of \(GrantType.served.joined(separator: ", "))")
        }
        return GrantType(rawValue: value)
    }
}

extension Response {
    /// A platform with its ETag, which nothing changes that comes of its use.
    static func platform(_ entry: PlatformEntry, _ more: [String: WireValue] = [:]) throws -> Response {
        try .entity(entry.members, with: entry.wholeMembers.merging(more) { first, _ in first })
    }
}
