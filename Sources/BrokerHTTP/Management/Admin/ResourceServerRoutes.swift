import Broker
import Dialects
import HTTPTypes
import Hummingbird
import Model
import Secrets

/// The vendor's APIs that ask about tokens, with a credential of their own.
struct ResourceServerRoutes: Sendable {
    private let servers: ManageResourceServers

    init(engine: Engine) { servers = ManageResourceServers(engine: engine) }

    private static let schema = Schema.named("ResourceServer", .object(ResourceServer.schemaMembers))
    private static let values: [Schema.Member] = [
        .maybe("name", .text(.name), "For people."),
        .maybe("audience", .text(.audience), "What it is called in the answers it gets, as `aud`: a URI or a name."),
        .maybe(
            "scopes", .list(.text(.scope), maximum: CountLimit.scopes),
            "What it may hear of: a token with none of these is not active to it, and of others only these are shown. Empty: every token."),
        .maybe(
            "client_ids", .list(.text(.identifier), maximum: ManageResourceServers.mostClients),
            "The platforms whose tokens it may hear of. Empty: all, and tokens people made themselves."),
    ]
    private static let creation = Schema.object(
        values.map { ["name", "audience"].contains($0.name) ? .always($0.name, $0.schema, $0.description) : $0 })
    private static let change = Schema.object(values)
    private static let rotation = Schema.object([
        .maybe(
            "overlap_seconds", .integer(0...Int(ManageResourceServers.longestOverlap.components.seconds)),
            "For so long the secret before works too; a day if left out.")
    ])
    private static let secret = Schema.Member.always("client_secret", .string, "This once.")

    var operations: [AdminOperation] {
        let (list, one, write) = ("resource-servers", "resource-servers/:resource_server_id", AdminPermission.write(.resourceServers))
        return [
            AdminOperation(
                "listResourceServers", .get, list, .read(.resourceServers), "List resource servers", query: QueryParameter.page,
                answers: [.ok(.page(of: Self.schema), "A page.")], self.list),
            AdminOperation(
                "createResourceServer", .post, list, write, "Register a resource server",
                description:
                    "Its secret is in this answer and never again. With it, it may ask about tokens at the introspection endpoint.",
                body: Self.creation, answers: [.created(Self.schema.adding([Self.secret]))], create),
            AdminOperation(
                "getResourceServer", .get, one, .read(.resourceServers), "Show a resource server", answers: [.entity(Self.schema)], show),
            AdminOperation(
                "updateResourceServer", .patch, one, write, "Change a resource server",
                description: "What is left out stays. It holds from its next question on.", body: Self.change,
                answers: [.entity(Self.schema)], takesPrecondition: true, update),
            AdminOperation(
                "deleteResourceServer", .delete, one, write, "Delete a resource server",
                description: "Its secrets go with it: it is answered 401 from now on.", answers: [.noContent], takesPrecondition: true,
                delete),
            AdminOperation(
                "rotateResourceServerSecret", .post, one + "/rotate-secret", write, "Give a resource server a new secret",
                description: "The secrets before work too until the overlap is over.", body: Self.rotation,
                answers: [.ok(.object([Self.secret]))], rotateSecret),
            AdminOperation(
                "disableResourceServer", .post, one + "/disable", write, "Put a resource server to sleep",
                description: "It is answered 401 until it is enabled.", answers: [.entity(Self.schema)]
            ) { try await setDisabled(true, $0, $1) },
            AdminOperation(
                "enableResourceServer", .post, one + "/enable", write, "Wake a resource server", answers: [.entity(Self.schema)]
            ) { try await setDisabled(false, $0, $1) },
        ]
    }

    @Sendable func list(_ request: Request, _ context: AdminContext) async throws -> Response {
        let query = try ListQuery(request)
        let rows = try await servers.page(after: query.place, limit: query.limit + 1, in: context.tenant)
        return .page(rows, of: query) {
            PagePlace(time: $0.createdAt, id: $0.id.rawValue)
        } members: {
            $0.members
        }
    }

    @Sendable func create(_ request: Request, _ context: AdminContext) async throws -> Response {
        let body = try await JSONBody(request, Self.creation)
        let (server, secret) = try await servers.create(
            try Self.input(body), in: context.tenant, by: context.actor, origin: context.origin)
        return try .created(
            server.members, shownOnce: ["client_secret": .string(secret.value)], at: context.path("resource-servers/\(server.publicID)"))
    }

    @Sendable func show(_ request: Request, _ context: AdminContext) async throws -> Response {
        try .entity(try await servers.find(Self.id(context), in: context.tenant).members)
    }

    @Sendable func update(_ request: Request, _ context: AdminContext) async throws -> Response {
        let input = try Self.input(try await JSONBody(request, Self.change))
        let server = try await servers.update(
            Self.id(context), input, precondition: try context.precondition(request) { $0.members }, in: context.tenant, by: context.actor,
            origin: context.origin)
        return try .entity(server.members)
    }

    @Sendable func delete(_ request: Request, _ context: AdminContext) async throws -> Response {
        _ = try await JSONBody(request, nil)
        try await servers.delete(
            Self.id(context), precondition: try context.precondition(request) { $0.members }, in: context.tenant, by: context.actor,
            origin: context.origin)
        return Response(status: .noContent)
    }

    @Sendable func rotateSecret(_ request: Request, _ context: AdminContext) async throws -> Response {
        let seconds = try await JSONBody(request, Self.rotation).integer("overlap_seconds")
        let secret = try await servers.rotateSecret(
            of: Self.id(context), overlap: seconds.map { .seconds($0) } ?? ManageResourceServers.defaultOverlap, in: context.tenant,
            by: context.actor, origin: context.origin)
        return .uncachedJSON(["client_secret": .string(secret.value)])
    }

    private func setDisabled(_ disabled: Bool, _ request: Request, _ context: AdminContext) async throws -> Response {
        _ = try await JSONBody(request, nil)
        let server = try await servers.setDisabled(
            disabled, Self.id(context), in: context.tenant, by: context.actor, origin: context.origin)
        return try .entity(server.members)
    }

    private static func id(_ context: AdminContext) -> String { context.parameters.get("resource_server_id") ?? "" }

    private static func input(_ body: JSONBody) throws(InputError) -> ManageResourceServers.Input {
        ManageResourceServers.Input(
            name: try body.string("name"), audience: try body.string("audience"), scopes: try body.strings("scopes"),
            clientIDs: try body.strings("client_ids"))
    }
}

extension ResourceServer {
    static let schemaMembers: [Schema.Member] = [
        .always("id", .string, "By which it says who it is, as `client_id`: `rs_…`."), .always("name", .string),
        .always("audience", .string), .always("scopes", .list(.string)), .always("client_ids", .list(.string)),
        .always("created_at", .time), .always("last_used_at", .nullable(.time), "To the minute."),
        .always("disabled_at", .nullable(.time)),
    ]

    /// As the management API shows it.
    var members: [String: WireValue] {
        [
            "id": .string(publicID), "name": .string(name), "audience": .string(audience), "scopes": .list(scopes),
            "client_ids": .list(clientIDs), "created_at": .time(createdAt), "last_used_at": .time(lastUsedAt),
            "disabled_at": .time(disabledAt),
        ]
    }
}
