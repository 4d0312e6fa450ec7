import Foundation

/// `application/x-www-form-urlencoded`, strictly: bad percent-encoding or invalid UTF-8 is refused, not repaired.
package enum FormDecoding {
    /// More pairs than any request needs: a bound against bodies made of a hundred thousand of them.
    package static let maximumPairs = 100

    /// The pairs of a body or a query string, in order. Throws `invalid_request`.
    package static func pairs(_ text: some StringProtocol) throws(OAuthError) -> [(name: String, value: String)] {
        let fields = text.utf8.split(separator: UInt8(ascii: "&"), maxSplits: maximumPairs, omittingEmptySubsequences: true)
        guard fields.count <= maximumPairs else { throw .invalidRequest("the request has too many parameters") }
        var pairs: [(name: String, value: String)] = []
        for field in fields {
            let parts = field.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            let value = parts.count > 1 ? try decode(parts[1]) : ""
            pairs.append((try decode(parts[0]), value))
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

    private static func decode(_ bytes: some Collection<UInt8>) throws(OAuthError) -> String {
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
        guard let text = String(validating: decoded, as: UTF8.self) else {
            throw .invalidRequest("a parameter is not valid UTF-8")
        }
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
