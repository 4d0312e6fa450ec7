import Broker
import Dialects
import HTTPTypes
import Hummingbird
import Model
import Secrets

/// A platform's client secrets: two may live, so that one can take the other's place without an outage.
struct PlatformSecretRoutes: Sendable {
    private let find: FindPlatforms
    private let secrets: ChangePlatformSecrets

    init(engine: Engine) {
        find = FindPlatforms(engine: engine)
        secrets = ChangePlatformSecrets(engine: engine)
    }

    private static let longest = Int(ChangePlatformSecrets.longestLifetime.components.seconds)
    private static let addition = Schema.object([
        .maybe("expires_in_seconds", .integer(1...longest), "Of the new one; it does not expire if left out."),
        .maybe("expire_others_in_seconds", .integer(0...longest), "The live ones end then, if they would not before: a rotation."),
    ])
    private static let expiry = Schema.object([
        .maybe("expires_at", .nullable(.time), "When it ends; null: never."),
        .maybe("expires_in_seconds", .integer(1...longest), "The same, from now on."),
    ])

    var operations: [AdminOperation] {
        [
            AdminOperation(
                "listPlatformSecrets", .get, "platforms/:client_id/secrets", .read(.platforms), "List a platform's secrets",
                description: "Never their values; all in one page, in the order in which they were made.",
                answers: [.ok(.object([.always("data", .list(PlatformSecret.schema))]))], list),
            AdminOperation(
                "addPlatformSecret", .post, "platforms/:client_id/secrets", .write(.platforms), "Give a platform a further secret",
                description: "At most \(ChangePlatformSecrets.maximumLive) live at a time. Its value is in this answer and never again.",
                body: Self.addition,
                answers: [.created(PlatformSecret.schema.adding([.always("client_secret", .string, "The value, this once.")]))], add),
            AdminOperation(
                "expirePlatformSecret", .post, "platforms/:client_id/secrets/:id/expire", .write(.platforms),
                "Set when a platform's secret ends", description: "Nobody is let in by it from then on. Tokens it obtained live on.",
                body: Self.expiry, answers: [.ok(PlatformSecret.schema)], expire),
            AdminOperation(
                "disablePlatformSecret", .post, "platforms/:client_id/secrets/:id/disable", .write(.platforms),
                "Disable a platform's secret",
                description: "At once and for good. Where the dialect says so, the tokens it obtained end at the next validation.",
                answers: [.ok(PlatformSecret.schema)], disable),
        ]
    }

    @Sendable func list(_ request: Request, _ context: AdminContext) async throws -> Response {
        let all = try await find(context.pathText("client_id"), in: context.tenant).secrets
        return .uncachedJSON(["data": .array(all.map { .object($0.members(among: all)) })])
    }

    @Sendable func add(_ request: Request, _ context: AdminContext) async throws -> Response {
        let body = try await JSONBody(request, Self.addition)
        let added = try await secrets.add(
            to: context.pathText("client_id"), lifetime: try body.integer("expires_in_seconds").map { .seconds($0) },
            expiringOthersAfter: try body.integer("expire_others_in_seconds").map { .seconds($0) }, in: context.tenant,
            by: context.actor, origin: context.origin)
        var members = added.stored.members(among: [added.stored])
        members["client_secret"] = .string(added.secret.value)
        var response = Response.uncachedJSON(members, status: .created)
        response.headers[.location] = context.path("platforms/\(context.pathText("client_id"))/secrets")
        return response
    }

    @Sendable func expire(_ request: Request, _ context: AdminContext) async throws -> Response {
        let id: PlatformSecret.ID = try context.pathID()
        let body = try await JSONBody(request, Self.expiry)
        _ = try await secret(id, context)
        let (time, seconds) = (try body.clearableTime("expires_at"), try body.integer("expires_in_seconds"))
        guard (time == nil) != (seconds == nil) else {
            throw InputError("expires_at", "give this or expires_in_seconds, and not both")
        }
        if let seconds {
            _ = try await secrets.expire(
                id, of: context.pathText("client_id"), after: .seconds(seconds), in: context.tenant, by: context.actor,
                origin: context.origin)
        } else {
            _ = try await secrets.expire(
                id, of: context.pathText("client_id"), at: time?.value, in: context.tenant, by: context.actor, origin: context.origin)
        }
        return try await secret(id, context)
    }

    @Sendable func disable(_ request: Request, _ context: AdminContext) async throws -> Response {
        let id: PlatformSecret.ID = try context.pathID()
        _ = try await JSONBody(request, nil)
        try await secrets.disable(id, of: context.pathText("client_id"), in: context.tenant, by: context.actor, origin: context.origin)
        return try await secret(id, context)
    }

    private func secret(_ id: PlatformSecret.ID, _ context: AdminContext) async throws -> Response {
        let all = try await find(context.pathText("client_id"), in: context.tenant).secrets
        guard let secret = all.first(where: { $0.id == id }) else { throw NotFound("secret", id) }
        return .uncachedJSON(secret.members(among: all))
    }
}
