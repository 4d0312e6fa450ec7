import Foundation
import Model

/// Holds what was typed against its `TextLimit` and to the rules no number says. Every refusal names the field.
enum FieldCheck {
    /// A name as people read it, on one line.
    static func name(_ text: String, field: String, limit: TextLimit = .name) throws(InputError) -> String {
        guard limit.admits(text) else { throw InputError(field, limit.rule) }
        guard text.unicodeScalars.contains(where: { !$0.properties.isWhitespace && !$0.isInvisible }) else {
            throw InputError(field, "must not be blank")
        }
        return try withoutControls(text, field: field)
    }

    static func email(_ text: String, field: String) throws(InputError) -> EmailAddress {
        guard let address = EmailAddress(text) else { throw InputError(field, TextLimit.email.rule) }
        return address
    }

    /// Each once.
    static func roles(_ roles: [String]) throws(InputError) -> [String] {
        guard roles.count <= CountLimit.roles else { throw InputError("roles", "at most \(CountLimit.roles) may be given") }
        var kept: [String] = []
        for role in roles {
            let role = try identifier(role, field: "roles")
            if !kept.contains(role) { kept.append(role) }
        }
        return kept
    }

    /// Optional text on one line; blank counts as absent.
    static func text(_ text: String?, field: String, limit: TextLimit) throws(InputError) -> String? {
        guard let text, !text.allSatisfy(\.isWhitespace) else { return nil }
        guard limit.admits(text) else { throw InputError(field, limit.rule) }
        return try withoutControls(text, field: field)
    }

    /// An optional absolute web address shown to people.
    static func webAddress(_ text: String?, field: String) throws(InputError) -> String? {
        guard let text = try Self.text(text, field: field, limit: .webAddress) else { return nil }
        guard let parts = URLComponents(string: text), ["https", "http"].contains(parts.scheme?.lowercased()), parts.host?.isEmpty == false,
            parts.user == nil, text.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else { throw InputError(field, "must be a web address like https://partner.example") }
        return text
    }

    /// How an API is named in what is told to it: a URI or a name, 1 to 255 printable ASCII characters without spaces, quotes, backslashes.
    static func audience(_ text: String, field: String) throws(InputError) -> String {
        guard TextLimit.audience.admits(text), text.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != 0x22 && $0 != 0x5C }) else {
            throw InputError(field, TextLimit.audience.rule)
        }
        return text
    }

    /// Letters, digits, `_` and `-`: the alphabet of every id on the wire (INTEROP row 4).
    static func identifier(_ text: String, field: String) throws(InputError) -> String {
        guard TextLimit.identifier.admits(text), text.utf8.allSatisfy(isIdentifierByte) else {
            throw InputError(field, TextLimit.identifier.rule)
        }
        return text
    }

    /// Each once, of the characters RFC 6749 §3.3 allows.
    static func scopes(_ scopes: [String]) throws(InputError) -> [String] {
        guard scopes.count <= CountLimit.scopes else { throw InputError("scopes", "at most \(CountLimit.scopes) may be given") }
        var kept: [String] = []
        for scope in scopes {
            // Before it is compared: Swift takes a Kelvin sign for a K.
            guard TextLimit.scope.admits(scope), scope.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != 0x22 && $0 != 0x5C }) else {
                throw InputError("scopes", "each \(TextLimit.scope.rule)")
            }
            if !kept.contains(scope) { kept.append(scope) }
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
        guard isShaped else { throw InputError(field, TextLimit.slug.rule) }
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
