import Broker
import Dialects
import HTTPTypes
import Hummingbird
import Model
import Secrets

/// The tenant's own keys of this API. An operator's are made at the command line only.
struct KeyRoutes: Sendable {
    private static let permission = Schema.string(
        TextRule(pattern: "^([a-z-]+:)?(read|write)$"))
    private static let schema = Schema.named(
        "Key",
        .object([
            .always("id", .uuid), .always("name", .string), .always("permissions", .list(permission)), .always("created_at", .time),
            .always("expires_at", .nullable(.time)), .always("revoked_at", .nullable(.time)),
            .always("last_used_at", .nullable(.time), "To the minute."),
        ]))
    private static let lifetime = Schema.Member.maybe(
        "expires_in_seconds", .integer(1...Int(ChangeAdminKeys.longestLifetime.components.seconds)), "It never expires if left out.")
    private static let creation = Schema.object([
        .always("name", .text(.name), "What it is for."),
        .maybe(
            "permissions", .list(permission, minimum: 1, maximum: 50),
            "`read` or `write`, everywhere or of one resource, as in `accounts:read`; who may write may read. All, if left out."),
        lifetime,
    ])
    private static let rotation = Schema.object([
        .maybe(
            "overlap_seconds", .integer(0...Int(ChangeAdminKeys.longestOverlap.components.seconds)),
            "For so long the key before is let in too; a day if left out."), lifetime,
    ])
    private static let shown = schema.adding([.always("key", .string, "The key, this once.")])

    private let keys: ChangeAdminKeys

    init(engine: Engine) { keys = ChangeAdminKeys(engine: engine) }

    var operations: [AdminOperation] {
        [
            AdminOperation(
                "listKeys", .get, "keys", .read(.keys), "List the tenant's keys of this API", query: QueryParameter.page,
                answers: [.ok(.page(of: Self.schema), "A page.")], list),
            AdminOperation(
                "createKey", .post, "keys", .write(.keys), "Make a key of this API",
                description: "For this tenant only, and for nothing that the key which asks may not do itself.", body: Self.creation,
                answers: [.created(Self.shown)], create),
            AdminOperation("getKey", .get, "keys/:id", .read(.keys), "Show a key", answers: [.entity(Self.schema)], show),
            AdminOperation(
                "rotateKey", .post, "keys/:id/rotate", .write(.keys), "Replace a key",
                description: "Makes a key of the same name that may do the same; the one before ends when the overlap is over.",
                body: Self.rotation, answers: [.created(Self.shown)], rotate),
            AdminOperation(
                "revokeKey", .post, "keys/:id/revoke", .write(.keys), "Revoke a key", description: "At once and for good.",
                answers: [.noContent], revoke),
        ]
    }

    @Sendable func list(_ request: Request, _ context: AdminContext) async throws -> Response {
        let query = try ListQuery(request)
        let rows = try await keys.page(of: context.tenant, after: query.place, limit: query.limit + 1)
        return .page(rows, of: query) {
            PagePlace(time: $0.createdAt, id: $0.id.rawValue)
        } members: {
            $0.members
        }
    }

    @Sendable func create(_ request: Request, _ context: AdminContext) async throws -> Response {
        let body = try await JSONBody(request, Self.creation)
        let (secret, key) = try await keys.create(
            name: try body.string("name").required("name"), permissions: try Self.permissions(body), tenant: context.tenant,
            lifetime: try body.integer("expires_in_seconds").map { .seconds($0) }, by: context.actor, maker: context.key,
            origin: context.origin)
        return try .created(key.members, shownOnce: ["key": .string(secret.value)], at: context.path("keys/\(key.id)"))
    }

    @Sendable func show(_ request: Request, _ context: AdminContext) async throws -> Response {
        let id: AdminKey.ID = try context.pathID()
        guard let key = try await keys.find(id, of: context.tenant) else { throw NotFound("key", id) }
        return try .entity(key.members)
    }

    @Sendable func rotate(_ request: Request, _ context: AdminContext) async throws -> Response {
        let id: AdminKey.ID = try context.pathID()
        let body = try await JSONBody(request, Self.rotation)
        let (secret, key) = try await keys.rotate(
            id, of: context.tenant,
            overlap: try body.integer("overlap_seconds").map { .seconds($0) } ?? ChangeAdminKeys.defaultOverlap,
            lifetime: try body.integer("expires_in_seconds").map { .seconds($0) }, by: context.actor, maker: context.key,
            origin: context.origin)
        return try .created(key.members, shownOnce: ["key": .string(secret.value)], at: context.path("keys/\(key.id)"))
    }

    @Sendable func revoke(_ request: Request, _ context: AdminContext) async throws -> Response {
        let id: AdminKey.ID = try context.pathID()
        _ = try await JSONBody(request, nil)
        try await keys.revoke(id, of: context.tenant, by: context.actor, origin: context.origin)
        return Response(status: .noContent)
    }

    private static func permissions(_ body: JSONBody) throws(InputError) -> [AdminPermission] {
        guard let texts = try body.strings("permissions") else { return [.all] }
        var permissions: [AdminPermission] = []
        for text in texts { permissions.append(try AdminPermission(reading: text)) }
        return permissions
    }
}

extension AdminKey {
    /// As the management API shows it.
    fileprivate var members: [String: WireValue] {
        [
            "id": .string(id.description), "name": .string(name), "permissions": .list(permissions.map(\.description)),
            "created_at": .time(createdAt), "expires_at": .time(expiresAt), "revoked_at": .time(revokedAt),
            "last_used_at": .time(lastUsedAt),
        ]
    }
}
