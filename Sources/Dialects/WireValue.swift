/// A value of a JSON answer.
package enum WireValue: Sendable, Hashable {
    case string(String), integer(Int), bool(Bool), null
    case list([String])
    case object([String: WireValue])
    /// JSON text that is handed on as it came.
    case json(String)

    /// `null` where there is none.
    package init(_ text: String?) { self = text.map(WireValue.string) ?? .null }

    /// Compact JSON, the members of objects in alphabetical order.
    package var text: String {
        switch self {
        case .string(let value): Self.quoted(value)
        case .integer(let value): String(value)
        case .bool(let value): value ? "true" : "false"
        case .null: "null"
        case .list(let values): "[\(values.map(Self.quoted).joined(separator: ","))]"
        case .object(let members): Self.text(of: members.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
        case .json(let text): text
        }
    }

    /// One compact object, its members in the order given.
    package static func text(of members: [(String, WireValue)]) -> String {
        "{\(members.map { "\(quoted($0.0)):\($0.1.text)" }.joined(separator: ","))}"
    }

    /// As RFC 8259 §7 asks, and nothing more escaped.
    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case "\r": quoted += "\\r"
            case "\t": quoted += "\\t"
            case "\u{0}"..."\u{1F}":
                let digits = String(scalar.value, radix: 16)
                quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}

extension WireValue: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral {
    package init(stringLiteral value: String) { self = .string(value) }
    package init(booleanLiteral value: Bool) { self = .bool(value) }
}
