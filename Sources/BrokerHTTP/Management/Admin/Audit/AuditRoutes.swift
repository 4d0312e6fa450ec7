import Broker
import Dialects
import Foundation
import HTTPTypes
import Hummingbird
import Model
import NIOCore

/// Who did what, and how far that is sealed.
struct AuditRoutes: Sendable {
    private static let actorKinds = ["operator", "user", "platform", "anonymous", "server"]
    private static let mediaType = "application/jsonl"

    private let log: ReadAuditLog

    init(engine: Engine) { log = ReadAuditLog(engine: engine) }

    static let schema = Schema.named(
        "AuditEntry",
        .object([
            .always("id", .uuid), .always("occurred_at", .time, "By the tenant's clock."),
            .always("number", .nullable(.integer), "Its place in the chain of seals; null as long as it is not sealed."),
            .always("actor_kind", .one(of: actorKinds), "Who did it."),
            .always(
                "actor_id", .nullable(.string),
                "A user's or platform's id; of an operator the login on the machine, or `key:`, the key's id and its name."),
            .always("action", .string, "What was done, as `platform.registered`."),
            .always("target_kind", .nullable(.string), "To what."), .always("target_id", .nullable(.string)),
            .always("detail", .map, "What belongs to it besides."),
            .always("before", .map, "The members that changed, as they were. Never a secret."),
            .always("after", .map, "The same members, as they are."),
            .always("source_address", .nullable(.string), "From where; null for a command on the server's machine."),
            .always("request_id", .nullable(.string)),
        ]))

    private static let state = Schema.named(
        "AuditState",
        .object([
            .always(
                "head", .nullable(.object([.always("number", .integer), .always("hash", .string, "In hexadecimal.")])),
                "The last entry of the chain. Kept elsewhere, it proves later that nothing was taken from the end."),
            .always("sealed_at", .nullable(.time), "When it was sealed, in real time."),
            .always("waiting", .count, "How many entries wait to be sealed."),
            .always("waiting_ms", .integer, "For how long the oldest of them has waited."),
            .always("has_older", .boolean, "Whether entries from before there were seals are still to be queued."),
        ]))

    private static let span = [
        QueryParameter("since", .time, "From this moment on, by the tenant's clock."),
        QueryParameter("until", .time, "Up to this moment, which is not included."),
    ]

    private static let filters =
        [
            QueryParameter("actor_kind", .one(of: actorKinds), "By such a one only."),
            QueryParameter("actor_id", .string, "By this one only."), QueryParameter("action", .string, "This action only."),
            QueryParameter("target_kind", .string, "Done to such a thing only."),
            QueryParameter("target_id", .string, "Done to this one only."),
            QueryParameter("request_id", .string, "Of this request only."),
        ] + span

    var operations: [AdminOperation] {
        [
            AdminOperation(
                "listAuditEntries", .get, "audit-log", .read(.auditLog), "List who did what", query: QueryParameter.page + Self.filters,
                answers: [.ok(.page(of: Self.schema), "A page.")], list),
            AdminOperation(
                "exportAuditLog", .get, "audit-log/export", .read(.auditLog), "Export the audit log",
                description:
                    "One JSON object a line, each like an entry of the list, the oldest first. An answer that breaks off is not whole.",
                query: Self.filters, answers: [.text(Self.mediaType, "The entries.")], export),
            AdminOperation(
                "getAuditState", .get, "audit-log/state", .read(.auditLog), "Show how far the audit log is sealed",
                answers: [.ok(Self.state, "How far it is sealed now.")], state),
            AdminOperation(
                "getAuditEntry", .get, "audit-log/:id", .read(.auditLog), "Show an audit entry", answers: [.entity(Self.schema)], show),
        ]
    }

    @Sendable func list(_ request: Request, _ context: AdminContext) async throws -> Response {
        let query = try ListQuery(request, filters: Self.filters.map(\.name))
        let rows = try await log.newest(try Self.filter(query), after: query.place, limit: query.limit + 1, in: context.tenant)
        return .page(rows, of: query) {
            PagePlace(time: $0.occurredAt, id: $0.id.rawValue)
        } members: { entry in
            entry.members
        }
    }

    @Sendable func show(_ request: Request, _ context: AdminContext) async throws -> Response {
        let id: AuditEntry.ID = try context.pathID()
        guard let entry = try await log.entry(id, in: context.tenant) else { throw NotFound("audit entry", id) }
        return try .entity(entry.members)
    }

    @Sendable func state(_ request: Request, _ context: AdminContext) async throws -> Response {
        _ = try ListQuery(request)
        let state = try await log.state(of: context.tenant)
        return .uncachedJSON([
            "head": state.head.map { .object(["number": .integer($0.number), "hash": .string($0.hashText)]) } ?? .null,
            "sealed_at": .time(state.sealedAt), "waiting": .integer(state.waiting),
            "waiting_ms": .integer(state.waitingFor.milliseconds), "has_older": .bool(state.hasOlder),
        ])
    }

    @Sendable func export(_ request: Request, _ context: AdminContext) async throws -> Response {
        let (log, tenant) = (log, context.tenant)
        let filter = try Self.filter(try ListQuery(request, filters: Self.filters.map(\.name)))
        // The first page before the answer begins: what goes wrong at once has a status of its own.
        let first = try await log.exportPage(filter, in: tenant)
        let body = ResponseBody { writer in
            var page = first
            while true {
                if !page.entries.isEmpty { try await writer.write(ByteBuffer(string: page.entries.map(\.line).joined())) }
                guard let next = page.next else { break }
                page = try await log.exportPage(filter, after: next, in: tenant)
            }
            try await writer.finish(nil)
        }
        return Response(
            status: .ok,
            headers: [.contentType: Self.mediaType, .cacheControl: "no-store", .xContentTypeOptions: "nosniff"], body: body)
    }

    private static func filter(_ query: ListQuery) throws -> AuditFilter {
        if let kind = query["actor_kind"], !actorKinds.contains(kind) {
            throw InputError("actor_kind", "must be one of \(actorKinds.joined(separator: ", "))")
        }
        var filter = AuditFilter()
        filter.actorKind = query["actor_kind"]
        filter.actorID = query["actor_id"]
        filter.action = query["action"]
        filter.targetKind = query["target_kind"]
        filter.targetID = query["target_id"]
        filter.requestID = query["request_id"]
        filter.since = try query.time("since")
        filter.until = try query.time("until")
        return filter
    }
}

extension ListQuery {
    fileprivate func time(_ name: String) throws(InputError) -> Date? {
        guard let text = self[name] else { return nil }
        guard let date = RFC3339.date(text) else { throw InputError(name, "must be a time like 2026-01-31T12:00:00Z") }
        return date
    }
}
