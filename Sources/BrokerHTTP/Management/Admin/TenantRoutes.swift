import Broker
import Dialects
import HTTPTypes
import Hummingbird
import Model

/// The tenant itself. Tenants are made, and their host names kept, at the command line.
struct TenantRoutes: Sendable {
    static let schema = Schema.named(
        "Tenant",
        .object([
            .always("slug", .string), .always("name", .string), .always("dialect", .string), .always("sandbox", .boolean),
            .always("public_url", .nullable(.string), "Its own; null: below this server's."),
            .always("grant_subject", .nullable(.one(of: ["account", "user"])), "Whose a grant is; null: as the dialect has it."),
            .always("refresh_grace_seconds", .nullable(.count)), .always("sso_token_lifetime_seconds", .nullable(.count)),
            .always("storefront_url", .nullable(.string)), .always("created_at", .time), .always("disabled_at", .nullable(.time)),
        ]))
    private static let change = Schema.object([
        .maybe(
            "grant_subject", .nullable(.one(of: ["account", "user"])), "Where the dialect leaves it open; null: as the dialect has it."),
        .maybe(
            "refresh_grace_seconds", .nullable(.integer(0...300)), "How long the refresh token before the present one is still answered."),
        .maybe("sso_token_lifetime_seconds", .nullable(.integer(1...1_209_600)), "How long an SSO token is good."),
        .maybe("storefront_url", .nullable(.string(.length(0...512))), "Where people go whom an SSO token signed in."),
    ])

    private let find: FindTenant
    private let changeSettings: ChangeTenantSettings
    private let setDisabled: SetDisabled

    init(engine: Engine) {
        find = FindTenant(engine: engine)
        changeSettings = ChangeTenantSettings(engine: engine)
        setDisabled = SetDisabled(engine: engine)
    }

    var operations: [AdminOperation] {
        [
            AdminOperation("getTenant", .get, "", .read(.tenant), "Show the tenant", answers: [.entity(Self.schema)], show),
            AdminOperation(
                "updateTenant", .patch, "", .write(.tenant), "Change the tenant's settings",
                description: "What is left out stays; null takes a setting back to what the dialect says.", body: Self.change,
                answers: [.entity(Self.schema)], takesPrecondition: true, update),
            AdminOperation(
                "disableTenant", .post, "disable", .write(.tenant), "Put the tenant to sleep",
                description: "Nothing of it is served until it is enabled again; it can be managed.", answers: [.noContent]
            ) { try await disable(true, $0, $1) },
            AdminOperation("enableTenant", .post, "enable", .write(.tenant), "Wake the tenant", answers: [.noContent]) {
                try await disable(false, $0, $1)
            },
        ]
    }

    @Sendable func show(_ request: Request, _ context: AdminContext) async throws -> Response { try .entity(context.tenant.members) }

    @Sendable func update(_ request: Request, _ context: AdminContext) async throws -> Response {
        let body = try await JSONBody(request, Self.change)
        var settings = context.tenant.settings
        if let subject = try body.clearableString("grant_subject") { settings.grantSubject = try Self.subject(subject) }
        if let grace = try body.clearableInteger("refresh_grace_seconds") { settings.refreshGrace = grace.map { .seconds($0) } }
        if let lifetime = try body.clearableInteger("sso_token_lifetime_seconds") {
            settings.ssoTokenLifetime = lifetime.map { .seconds($0) }
        }
        if let url = try body.clearableString("storefront_url") { settings.storefrontURL = url.isEmpty ? nil : url }
        let changed = try await changeSettings(
            settings, of: context.tenant, precondition: try context.precondition(request) { $0.members }, by: context.actor,
            origin: context.origin)
        return try .entity(changed.members)
    }

    private func disable(_ disabled: Bool, _ request: Request, _ context: AdminContext) async throws -> Response {
        _ = try await JSONBody(request, nil)
        try await setDisabled(disabled, .tenant, in: context.tenant, by: context.actor, origin: context.origin)
        return Response(status: .noContent)
    }

    private static func subject(_ text: String) throws(InputError) -> TokenType? {
        switch text {
        case "": nil
        case "account": .company
        case "user": .user
        default: throw InputError("grant_subject", "must be account, user or null")
        }
    }
}

extension Tenant {
    /// As the management API shows it.
    var members: [String: WireValue] {
        [
            "slug": .string(slug), "name": .string(name), "dialect": .string(dialect), "sandbox": .bool(isSandbox),
            "public_url": WireValue(publicURL),
            "grant_subject": WireValue(settings.grantSubject.map { $0 == .company ? "account" : "user" }),
            "refresh_grace_seconds": Self.seconds(settings.refreshGrace),
            "sso_token_lifetime_seconds": Self.seconds(settings.ssoTokenLifetime), "storefront_url": WireValue(settings.storefrontURL),
            "created_at": .time(createdAt), "disabled_at": .time(disabledAt),
        ]
    }

    private static func seconds(_ duration: Duration?) -> WireValue {
        duration.map { .integer(Int($0.components.seconds)) } ?? .null
    }
}
