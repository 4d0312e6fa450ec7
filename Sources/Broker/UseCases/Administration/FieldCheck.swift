import Foundation
import Model

/// The limits of what may be typed, each in one place. Every refusal names the field.
enum FieldCheck {
    /// A name as people read it: 1 to `maximum` characters on one line.
    static func name(_ text: String, field: String, maximum: Int = 200) throws(InputError) -> String {
        guard (1...maximum).contains(text.unicodeScalars.count) else { throw InputError(field, "must have 1 to \(maximum) characters") }
        guard !text.allSatisfy(\.isWhitespace) else { throw InputError(field, "must not be blank") }
        return try withoutControls(text, field: field)
    }

    /// Optional text of at most `maximum` characters; blank counts as absent.
    static func text(_ text: String?, field: String, maximum: Int) throws(InputError) -> String? {
        guard let text, !text.allSatisfy(\.isWhitespace) else { return nil }
        guard text.unicodeScalars.count <= maximum else { throw InputError(field, "must have at most \(maximum) characters") }
        return try withoutControls(text, field: field)
    }

    /// An optional absolute web address shown to people.
    static func webAddress(_ text: String?, field: String) throws(InputError) -> String? {
        guard let text = try Self.text(text, field: field, maximum: 2048) else { return nil }
        guard let parts = URLComponents(string: text), ["https", "http"].contains(parts.scheme?.lowercased()), parts.host?.isEmpty == false,
            parts.user == nil, text.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else { throw InputError(field, "must be a web address like https://partner.example") }
        return text
    }

    /// Letters, digits, `_` and `-`: the alphabet of every id on the wire (INTEROP row 4).
    static func identifier(_ text: String, field: String) throws(InputError) -> String {
        guard (1...64).contains(text.utf8.count), text.utf8.allSatisfy(isIdentifierByte) else {
            throw InputError(field, "must have 1 to 64 characters of A-Z, a-z, 0-9, _ and -")
        }
        return text
    }

    /// At most 50 different scopes of the characters RFC 6749 §3.3 allows, 100 at most in each.
    static func scopes(_ scopes: [String]) throws(InputError) -> [String] {
        guard scopes.count <= 50 else { throw InputError("scopes", "at most 50 may be given") }
        var kept: [String] = []
        for scope in scopes where !kept.contains(scope) {
            guard (1...100).contains(scope.utf8.count), scope.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != 0x22 && $0 != 0x5C })
            else {
                throw InputError("scopes", "each must have 1 to 100 printable ASCII characters without spaces, quotes and backslashes")
            }
            kept.append(scope)
        }
        return kept
    }

    /// Names of events an endpoint may choose, each once; none: all.
    static func eventTypes(_ names: [String]) throws(InputError) -> [String] {
        let known = EventType.choosable.map(\.rawValue)
        if let stranger = names.first(where: { !known.contains($0) }) {
            throw InputError("event_types", "there is no event \(stranger.prefix(40)); choose from \(known.joined(separator: ", "))")
        }
        return known.filter(names.contains)
    }

    /// A host name in lower case, without a port.
    static func host(_ text: String, field: String) throws(InputError) -> String {
        let isShaped = text.wholeMatch(of: /[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?/) != nil && !text.contains("..")
        guard isShaped else { throw InputError(field, "must be a host name like api.vendor.example, in lower case and without a port") }
        return text
    }

    static func slug(_ text: String, field: String) throws(InputError) -> String {
        let isShaped = text.wholeMatch(of: /[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?/) != nil
        guard isShaped else { throw InputError(field, "must have 1 to 63 characters of a-z, 0-9 and -, with no - at either end") }
        return text
    }

    private static func withoutControls(_ text: String, field: String) throws(InputError) -> String {
        guard !text.unicodeScalars.contains(where: breaksTheLine) else {
            throw InputError(field, "must not hold line breaks or control characters")
        }
        guard !text.unicodeScalars.contains(where: isDirectionOverride) else {
            throw InputError(field, "must not hold characters that turn the direction of text around")
        }
        return text
    }

    private static func breaksTheLine(_ scalar: Unicode.Scalar) -> Bool {
        [.control, .lineSeparator, .paragraphSeparator].contains(scalar.properties.generalCategory)
    }

    /// With these a name can be made to read as another one.
    private static func isDirectionOverride(_ scalar: Unicode.Scalar) -> Bool {
        (0x202A...0x202E).contains(scalar.value) || (0x2066...0x2069).contains(scalar.value)
    }

    private static func isIdentifierByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}
