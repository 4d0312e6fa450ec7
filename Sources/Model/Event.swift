/// Something that happened, told to the platform it concerns. Stored in the transaction in which it happened.
package struct Event: Sendable {
    package typealias ID = Identifier<Event>

    package let type: EventType
    package let platformID: Platform.ID?
    package let data: [String: EventValue]

    package init(_ type: EventType, platform: Platform.ID?, data: [String: EventValue]) {
        self.type = type
        self.platformID = platform
        self.data = data
    }
}

/// A value in an event or an audit entry.
package enum EventValue: Sendable, Hashable, Codable, ExpressibleByStringLiteral, ExpressibleByBooleanLiteral {
    case string(String), bool(Bool), integer(Int), list([String])

    package init(stringLiteral value: String) { self = .string(value) }
    package init(booleanLiteral value: Bool) { self = .bool(value) }

    /// Byte for byte: two spellings of one character are two texts.
    package static func == (one: EventValue, other: EventValue) -> Bool {
        switch (one, other) {
        case (.string(let one), .string(let other)): one.utf8.elementsEqual(other.utf8)
        case (.list(let one), .list(let other)): one.elementsEqual(other) { $0.utf8.elementsEqual($1.utf8) }
        case (.bool(let one), .bool(let other)): one == other
        case (.integer(let one), .integer(let other)): one == other
        default: false
        }
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let value = try? container.decode(Bool.self) {
            self = .bool(value)
        } else if let value = try? container.decode(Int.self) {
            self = .integer(value)
        } else if let value = try? container.decode([String].self) {
            self = .list(value)
        } else {
            self = .string(try container.decode(String.self))
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .string(let value): try container.encode(value)
        case .bool(let value): try container.encode(value)
        case .integer(let value): try container.encode(value)
        case .list(let value): try container.encode(value)
        }
    }
}
