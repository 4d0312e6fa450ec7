import Dialects
import Model

extension Delivery {
    static let schemaMembers: [Schema.Member] = [
        .always("id", .uuid), .always("event_id", .uuid), .always("event_type", .string), .always("endpoint_id", .uuid),
        .always("status", .one(of: Status.allCases.map(\.rawValue))), .always("attempt_count", .count), .always("created_at", .time),
        .always("finished_at", .nullable(.time)), .always("next_attempt_at", .nullable(.time), "Null once it is finished."),
        .always("redelivery_of", .nullable(.uuid), "The delivery that somebody sent again."),
    ]

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
    static let schemaMembers: [Schema.Member] = [
        .always("number", .count, "From 1."), .always("started_at", .time), .always("duration_ms", .count),
        .always("status", .nullable(.integer), "Of the HTTP answer; null where there was none."), .always("error", .nullable(.string)),
        .always("response", .nullable(.string), "The first bytes of the answer's body."),
    ]

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
