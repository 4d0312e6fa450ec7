package import Dialects
package import Model

extension RecordedAuditEntry {
    /// As the management API and the export show it.
    package var members: [String: WireValue] {
        [
            "id": .string(id.description), "occurred_at": .string(RFC3339.text(occurredAt)),
            "number": number.map(WireValue.integer) ?? .null,
            "actor_kind": .string(actorKind), "actor_id": WireValue(actorID), "action": .string(action),
            "target_kind": WireValue(targetKind), "target_id": WireValue(targetID), "detail": Self.object(detail),
            "before": Self.object(change.before), "after": Self.object(change.after), "source_address": WireValue(sourceAddress),
            "request_id": WireValue(requestID),
        ]
    }

    /// One line of the export, its end included.
    package var line: String { WireValue.object(members).text + "\n" }

    private static func object(_ members: [String: EventValue]) -> WireValue { .object(members.mapValues(value)) }

    private static func value(_ value: EventValue) -> WireValue {
        switch value {
        case .string(let text): .string(text)
        case .bool(let isOn): .bool(isOn)
        case .integer(let number): .integer(number)
        case .list(let items): .list(items)
        }
    }
}
