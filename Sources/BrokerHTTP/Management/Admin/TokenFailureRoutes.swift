import Broker
import Dialects
import Foundation
import Hummingbird
import Model
import OAuth

/// What failed calls of the OAuth endpoints meant, told to the tenant.
struct TokenFailureRoutes: Sendable {
    private let explainFailure: ExplainFailure

    init(engine: Engine) { explainFailure = ExplainFailure(engine: engine) }

    static let schema = Schema.named(
        "TokenFailure",
        .object(
            ExplainFailure.Explained.schemaMembers + [
                .always("caller", .one(of: FailureFacts.Caller.allCases.map(\.rawValue)), "Who called, as far as it was shown."),
                .always("resource_server_id", .nullable(.string)), .always("source_address", .nullable(.string)),
            ]))

    var operations: [AdminOperation] {
        [
            AdminOperation(
                "listTokenFailures", .get, "token-failures", .read(.tokenFailures), "List failed calls of the OAuth endpoints",
                description: "Kept for 30 days; of a flood of them only some are.",
                query: QueryParameter.page + [
                    QueryParameter("client_id", .string, "Of this platform only."),
                    QueryParameter("code", .one(of: OAuthErrorCode.allCases.map(\.rawValue)), "With this error only."),
                    QueryParameter("since", .time, "From then on."), QueryParameter("until", .time, "Before then."),
                ], answers: [.ok(.page(of: Self.schema), "A page.")], list),
            AdminOperation(
                "getTokenFailure", .get, "token-failures/:id", .read(.tokenFailures), "Explain a failed call of an OAuth endpoint",
                description: "By the id its answer carried.", answers: [.entity(Self.schema)], show),
        ]
    }

    @Sendable func list(_ request: Request, _ context: AdminContext) async throws -> Response {
        let query = try ListQuery(request, filters: ["client_id", "code", "since", "until"])
        if let code = query["code"], OAuthErrorCode(rawValue: code) == nil {
            throw InputError("code", "must be one of \(OAuthErrorCode.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        let filter = TokenFailureFilter(
            clientID: query["client_id"], error: query["code"], since: try Self.time("since", query), until: try Self.time("until", query))
        let rows = try await explainFailure.page(filter, after: query.place, limit: query.limit + 1, in: context.tenant)
        return .page(rows, of: query) {
            PagePlace(time: $0.failure.failedAt, id: $0.failure.id.rawValue)
        } members: {
            $0.membersForTenant
        }
    }

    @Sendable func show(_ request: Request, _ context: AdminContext) async throws -> Response {
        try .entity(try await explainFailure.find(try context.pathID(), in: context.tenant).membersForTenant)
    }

    private static func time(_ name: String, _ query: ListQuery) throws(InputError) -> Date? {
        guard let text = query[name] else { return nil }
        guard let date = RFC3339.date(text) else { throw InputError(name, "must be a time like 2026-01-31T12:00:00Z") }
        return date
    }
}

extension ExplainFailure.Explained {
    /// The tenant is told besides who called and from where.
    var membersForTenant: [String: WireValue] {
        members.merging([
            "caller": .string(failure.facts.caller.rawValue), "resource_server_id": WireValue(failure.resourceServerID),
            "source_address": WireValue(failure.sourceAddress),
        ]) { first, _ in first }
    }
}
