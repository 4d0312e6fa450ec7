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
    package var text: String { String(decoding: bytes, as: UTF8.self) }

    /// The same in UTF-8.
    package var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(512)
        write(to: &bytes)
        return bytes
    }

    /// One compact object, its members in the order given.
    package static func text(of members: [(String, WireValue)]) -> String { String(decoding: bytes(of: members), as: UTF8.self) }

    /// The same in UTF-8.
    package static func bytes(of members: [(String, WireValue)]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(512)
        write(members, to: &bytes)
        return bytes
    }

    private func write(to bytes: inout [UInt8]) {
        switch self {
        case .string(let value): Self.quote(value, to: &bytes)
        case .integer(let value): bytes += String(value).utf8
        case .bool(let value): bytes += (value ? "true" : "false").utf8
        case .null: bytes += "null".utf8
        case .list(let values):
            bytes.append(UInt8(ascii: "["))
            for (place, value) in values.enumerated() {
                if place > 0 { bytes.append(UInt8(ascii: ",")) }
                Self.quote(value, to: &bytes)
            }
            bytes.append(UInt8(ascii: "]"))
        case .object(let members): Self.write(members.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }, to: &bytes)
        case .json(let json): bytes += json.utf8
        }
    }

    private static func write(_ members: [(String, WireValue)], to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "{"))
        for (place, member) in members.enumerated() {
            if place > 0 { bytes.append(UInt8(ascii: ",")) }
            quote(member.0, to: &bytes)
            bytes.append(UInt8(ascii: ":"))
            member.1.write(to: &bytes)
        }
        bytes.append(UInt8(ascii: "}"))
    }

    /// As RFC 8259 §7 asks, and nothing more escaped.
    private static func quote(_ value: String, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        // Most texts are copied whole.
        let isCopied: Void? = value.utf8.withContiguousStorageIfAvailable { text in
            guard !text.contains(where: isEscaped) else { return escape(text, to: &bytes) }
            bytes.append(contentsOf: text)
        }
        if isCopied == nil { escape(value.utf8, to: &bytes) }
        bytes.append(UInt8(ascii: "\""))
    }

    private static func isEscaped(_ byte: UInt8) -> Bool { byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") }

    private static func escape(_ text: some Sequence<UInt8>, to bytes: inout [UInt8]) {
        for byte in text {
            switch byte {
            case UInt8(ascii: "\""): bytes += #"\""#.utf8
            case UInt8(ascii: "\\"): bytes += #"\\"#.utf8
            case UInt8(ascii: "\n"): bytes += #"\n"#.utf8
            case UInt8(ascii: "\r"): bytes += #"\r"#.utf8
            case UInt8(ascii: "\t"): bytes += #"\t"#.utf8
            case 0..<0x20:
                let digits = String(byte, radix: 16)
                bytes += (#"\u"# + String(repeating: "0", count: 4 - digits.count) + digits).utf8
            default: bytes.append(byte)
            }
        }
    }
}

extension WireValue: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral {
    package init(stringLiteral value: String) { self = .string(value) }
    package init(booleanLiteral value: Bool) { self = .bool(value) }
}
