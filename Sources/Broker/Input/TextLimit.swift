/// What a text may be, written down once: the checks refuse by it, and the reference of the management API shows it.
package struct TextLimit: Sendable {
    package let name: String
    package let minimum: Int
    /// In characters (Unicode scalar values), or bytes of UTF-8.
    package let maximum: Int
    package let countsBytes: Bool
    /// An ECMA-262 regular expression that everything which is taken matches.
    package let pattern: String?
    /// What a refusal says it must be.
    package let rule: String

    init(_ name: String, _ range: ClosedRange<Int>, countsBytes: Bool = false, pattern: String? = nil, rule: String? = nil) {
        self.name = name
        minimum = range.lowerBound
        maximum = range.upperBound
        self.countsBytes = countsBytes
        self.pattern = pattern
        let unit = countsBytes ? "bytes" : "characters"
        self.rule = rule ?? "must have \(range.lowerBound == 0 ? "at most" : "\(range.lowerBound) to") \(range.upperBound) \(unit)"
    }

    package func admits(_ text: String) -> Bool {
        (minimum...maximum).contains(countsBytes ? text.utf8.count : text.unicodeScalars.count)
    }
}

extension TextLimit {
    /// On one line, without characters that turn the direction of text around.
    package static let name = TextLimit("name", 1...200, pattern: nameLine)
    package static let applicationName = TextLimit("name of an application or a personal access token", 1...128, pattern: nameLine)
    package static let userName = TextLimit("name of a user", 0...200, pattern: line)
    package static let description = TextLimit("description of a platform", 0...1_000, pattern: line)
    package static let webAddress = TextLimit("web address", 0...2_048)
    /// Of an account, a role, a client id: what goes over the wire as it is (INTEROP row 4).
    package static let identifier = TextLimit(
        "identifier", 1...64, pattern: "^[A-Za-z0-9_-]{1,64}$", rule: "must have 1 to 64 characters of A-Z, a-z, 0-9, _ and -")
    /// RFC 6749 §3.3.
    package static let scope = TextLimit(
        "scope", 1...100, pattern: "^[!#-\\[\\]-~]{1,100}$",
        rule: "must have 1 to 100 printable ASCII characters without spaces, quotes and backslashes")
    package static let email = TextLimit(
        "email", 3...254, countsBytes: true, pattern: "^[^@\\s]+@[^@\\s]+$", rule: "must be an address like ada@customer.example")
    /// Its upper bound is in bytes: longer ones are refused before any work is done for them.
    package static let password = TextLimit("password", 12...1_024, rule: "must have at least 12 characters and at most 1024 bytes")
    /// Of a webhook endpoint.
    package static let endpointDescription = TextLimit("description of a webhook endpoint", 0...200, pattern: line)
    /// How an API is named in what is told to it: a URI or a name.
    package static let audience = TextLimit(
        "audience", 1...255, pattern: "^[!#-\\[\\]-~]{1,255}$",
        rule: "must have 1 to 255 printable ASCII characters without spaces, like https://api.vendor.example")
    /// A token somebody found: anything longer is none of ours.
    package static let token = TextLimit("token", 1...4_096)
    package static let slug = TextLimit(
        "slug", 1...63, pattern: "^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$",
        rule: "must have 1 to 63 characters of a-z, 0-9 and -, with no - at either end")

    /// All of them, for the reference.
    package static let all: [TextLimit] = [
        name, applicationName, userName, description, endpointDescription, webAddress, identifier, scope, audience, email, password, token,
        slug,
    ]
}

/// Line breaks, control characters, and what turns the direction of text around.
private let unruly = #"\u0000-\u001F\u007F-\u009F\u2028-\u202E\u2066-\u2069"#
private let line = "^[^\(unruly)]*$"
private let nameLine = "^[^\(unruly)]*[^\\s\(unruly)][^\(unruly)]*$"

/// How many of something one thing may have.
package enum CountLimit {
    package static let scopes = 50
    package static let roles = 50
}
