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
        var text = ""
        write(to: &text)
        return text
    }

    /// One compact object, its members in the order given.
    package static func text(of members: [(String, WireValue)]) -> String {
        var text = ""
        write(members, to: &text)
        return text
    }

    private func write(to text: inout String) {
        switch self {
        case .string(let value): Self.quote(value, to: &text)
        case .integer(let value): text += String(value)
        case .bool(let value): text += value ? "true" : "false"
        case .null: text += "null"
        case .list(let values):
            text += "["
            for (place, value) in values.enumerated() {
                if place > 0 { text += "," }
                Self.quote(value, to: &text)
            }
            text += "]"
        case .object(let members): Self.write(members.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }, to: &text)
        case .json(let json): text += json
        }
    }

    private static func write(_ members: [(String, WireValue)], to text: inout String) {
        text += "{"
        for (place, member) in members.enumerated() {
            if place > 0 { text += "," }
            quote(member.0, to: &text)
            text += ":"
            member.1.write(to: &text)
        }
        text += "}"
    }

    /// As RFC 8259 §7 asks, and nothing more escaped. Most texts need none of it.
    private static func quote(_ value: String, to text: inout String) {
        text += "\""
        if value.utf8.allSatisfy({ $0 >= 0x20 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }) {
            text += value
        } else {
            for scalar in value.unicodeScalars { escape(scalar, to: &text) }
        }
        text += "\""
    }

    private static func escape(_ scalar: Unicode.Scalar, to text: inout String) {
        switch scalar {
        case "\"": text += "\\\""
        case "\\": text += "\\\\"
        case "\n": text += "\\n"
        case "\r": text += "\\r"
        case "\t": text += "\\t"
        case "\u{0}"..."\u{1F}":
            let digits = String(scalar.value, radix: 16)
            text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        default: text.unicodeScalars.append(scalar)
        }
    }
}

extension WireValue: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral {
    package init(stringLiteral value: String) { self = .string(value) }
    package init(booleanLiteral value: Bool) { self = .bool(value) }
}
