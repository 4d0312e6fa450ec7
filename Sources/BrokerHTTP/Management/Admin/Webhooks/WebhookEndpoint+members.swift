import Dialects
import Model

extension WebhookEndpoint {
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
