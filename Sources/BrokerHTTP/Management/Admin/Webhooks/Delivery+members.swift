import Dialects
import Model

extension Delivery {
    /// As the management API shows it.
    var members: [String: WireValue] {
        [
            "id": .string(id.description), "event_id": .string(eventID.description), "event_type": .string(eventType),
            "endpoint_id": .string(endpointID.description), "status": .string(status.rawValue), "attempt_count": .integer(attempts),
            "created_at": .time(createdAt), "finished_at": .time(finishedAt), "next_attempt_at": .time(dueAt),
            "redelivery_of": WireValue(redeliveryOf?.description),
        ]
    }
}

extension DeliveryAttempt {
    var members: [String: WireValue] {
        [
            "number": .integer(number), "started_at": .time(startedAt), "duration_ms": .integer(milliseconds),
            "status": status.map(WireValue.integer) ?? .null, "error": WireValue(error), "response": WireValue(response),
        ]
    }

    private var milliseconds: Int {
        Int(duration.components.seconds) * 1000 + Int(duration.components.attoseconds / 1_000_000_000_000_000)
    }
}
