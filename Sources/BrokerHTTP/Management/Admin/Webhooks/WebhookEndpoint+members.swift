import Dialects
import Model

extension WebhookEndpoint {
    static let schemaMembers: [Schema.Member] = [
        .always("id", .uuid), .always("client_id", .nullable(.string), "The platform whose it is."), .always("url", .string),
        .always("description", .nullable(.string)), .always("event_types", .list(.string), "Empty: all."),
        .always("has_api_key", .boolean, "Whether a static key is sent besides the signature."), .always("created_at", .time),
        .always("verified_at", .nullable(.time), "When it said that it wants to hear, where the vendor asks."),
        .always("failing_since", .nullable(.time)), .always("disabled_at", .nullable(.time)),
        .always("disabled_reason", .nullable(.one(of: DisabledReason.allCases.map(\.rawValue)))),
    ]

    /// As the management API shows it: without its keys.
    func members(clientID: String?) -> [String: WireValue] {
        [
            "id": .string(id.description), "client_id": WireValue(clientID), "url": .string(url), "description": WireValue(description),
            "event_types": .list(eventTypes), "has_api_key": .bool(hasAPIKey), "created_at": .time(createdAt),
            "verified_at": .time(verifiedAt), "failing_since": .time(failingSince), "disabled_at": .time(disabledAt),
            "disabled_reason": WireValue(disabledReason?.rawValue),
        ]
    }
}
