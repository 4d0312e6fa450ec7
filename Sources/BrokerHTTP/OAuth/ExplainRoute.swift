import Broker
import Dialects
import Foundation
import HTTPTypes
import Hummingbird
import Model
import OAuth

/// A platform asks what a failed call of its own meant.
struct ExplainRoute: Sendable {
    private let explainFailure: ExplainFailure

    init(engine: Engine) { explainFailure = ExplainFailure(engine: engine) }

    @Sendable func get(_ request: Request, _ context: SiteContext) async throws -> Response {
        let headers = request.headers[fields: .authorization].map(\.value)
        guard !headers.isEmpty else {
            throw OAuthError(
                .invalidClient, "say who asks: by HTTP Basic, with client id and secret", .credentialsMissing, detail: "no credentials")
        }
        let credentials = try ClientCredentials(request, try OAuthParameters([]))
        let id = context.parameters.get("id").flatMap(UUID.init(uuidString:)).map(TokenFailure.ID.init(rawValue:))
        let explained = try await explainFailure(id, by: credentials, at: context.site, origin: context.origin)
        return .uncachedJSON(explained.members)
    }
}

extension ExplainFailure.Explained {
    static let schemaMembers: [Schema.Member] = [
        .always("id", .uuid, "What the answer carried in `X-Request-Id`."), .always("failed_at", .time),
        .always("endpoint", .string, "What the endpoint is for, as `token`."),
        .always("error", .string, "The code of the RFCs, whatever the vendor's form makes of it."),
        .always("error_description", .string), .always("reason", .string, "A word of docs/troubleshooting.md."),
        .always("explanation", .string, "What it meant, in plain words."), .always("advice", .string, "What to do."),
        .always("client_id", .nullable(.string), "The platform that called, was named, or whose token it is, where it is known."),
        .always("account_id", .nullable(.string)), .always("grant_id", .nullable(.uuid)), .always("used_at", .nullable(.time)),
        .always("expired_at", .nullable(.time)),
        .always("ended_at", .nullable(.time), "When what it depends on was revoked or disabled."),
        .always("ended_by", .nullable(.string), "By which side."), .always("grace_seconds", .nullable(.count)),
    ]

    /// As the platform is told.
    var members: [String: WireValue] {
        let facts = failure.facts
        var members: [String: WireValue] = [
            "id": .string(failure.id.description), "failed_at": .string(RFC3339.text(failure.failedAt)),
            "endpoint": .string(failure.endpoint),
            "error": .string(failure.error), "error_description": .string(failure.description), "reason": .string(failure.reason),
            "explanation": .string(text.explanation), "advice": .string(text.advice), "client_id": WireValue(failure.clientID),
            "account_id": WireValue(failure.accountID), "grant_id": WireValue(facts.grantID?.uuidString.lowercased()),
            "ended_by": WireValue(facts.endedBy), "grace_seconds": facts.grace.map { .integer(Int($0.components.seconds)) } ?? .null,
        ]
        for (name, time) in [("used_at", facts.usedAt), ("expired_at", facts.expiredAt), ("ended_at", facts.endedAt)] {
            members[name] = WireValue(time.map(RFC3339.text))
        }
        return members
    }
}
