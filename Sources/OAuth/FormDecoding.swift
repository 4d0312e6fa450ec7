import Foundation

/// `application/x-www-form-urlencoded`, strictly: bad percent-encoding or invalid UTF-8 is refused, not repaired.
package enum FormDecoding {
    /// More pairs than any request needs: a bound against bodies made of a hundred thousand of them.
    package static let maximumPairs = 100

    /// The pairs of a body or a query string, in order. Throws `invalid_request`.
    package static func pairs(_ text: some StringProtocol) throws(OAuthError) -> [(name: String, value: String)] {
        try pairs(Array(text.utf8)[...])
    }

    /// The same of UTF-8. By bytes: this is read at every validation.
    package static func pairs(_ bytes: ArraySlice<UInt8>) throws(OAuthError) -> [(name: String, value: String)] {
        var pairs: [(name: String, value: String)] = []
        var start = bytes.startIndex
        while start < bytes.endIndex {
            let end = bytes[start...].firstIndex(of: UInt8(ascii: "&")) ?? bytes.endIndex
            if end > start {
                guard pairs.count < maximumPairs else { throw .invalidRequest("the request has too many parameters") }
                let field = bytes[start..<end]
                let middle = field.firstIndex(of: UInt8(ascii: "=")) ?? end
                let value = middle < end ? try decode(field[(middle + 1)...]) : ""
                pairs.append((try decode(field[..<middle]), value))
            }
            start = end < bytes.endIndex ? end + 1 : end
        }
        return pairs
    }

    /// The value of a name that comes once and can be read, whatever is wrong with the rest.
    package static func only(_ name: String, in text: some StringProtocol) -> String? {
        let fields = text.utf8.split(separator: UInt8(ascii: "&")).filter { $0.starts(with: "\(name)=".utf8) }
        guard fields.count == 1, let value = try? decode(fields[0].dropFirst(name.utf8.count + 1)), !value.isEmpty, !value.contains("\0")
        else { return nil }
        return value
    }

    /// One encoded value. `nil` when it cannot be read.
    package static func value(_ text: some StringProtocol) -> String? { try? decode(text.utf8) }

    /// The same of its bytes.
    package static func value(_ bytes: ArraySlice<UInt8>) -> String? { try? decode(bytes) }

    private static func decode(_ bytes: some Collection<UInt8>) throws(OAuthError) -> String {
        // Most values are what they look like.
        guard bytes.contains(where: { $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "%") }) else { return try text(bytes) }
        var decoded: [UInt8] = []
        decoded.reserveCapacity(bytes.count)
        var iterator = bytes.makeIterator()
        while let byte = iterator.next() {
            switch byte {
            case UInt8(ascii: "+"):
                decoded.append(UInt8(ascii: " "))
            case UInt8(ascii: "%"):
                guard let high = iterator.next().flatMap(hexDigit), let low = iterator.next().flatMap(hexDigit) else {
                    throw .invalidRequest("a parameter is not percent-encoded correctly")
                }
                decoded.append(high << 4 | low)
            default:
                decoded.append(byte)
            }
        }
        return try text(decoded)
    }

    private static func text(_ bytes: some Collection<UInt8>) throws(OAuthError) -> String {
        guard let text = String(validating: bytes, as: UTF8.self) else { throw .invalidRequest("a parameter is not valid UTF-8") }
        return text
    }

    private static func hexDigit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
