internal import Foundation

/// A URL that may be called, parsed once and strictly; what is called is made from these parts.
package struct OutgoingURL: Hashable, Sendable {
    package enum Scheme: String, Sendable { case https, http }

    package let scheme: Scheme
    package let host: OutgoingHost
    package let port: Int
    /// Path and query, at least `/`.
    package let target: String
    /// Good for a sandbox tenant only: plain http or loopback.
    package let needsSandbox: Bool

    package static let maximumLength = 2048
    package static let standardPorts: Set<Int> = [80, 443, 8443]

    package init(_ text: String, sandbox: Bool = false, ports: Set<Int> = standardPorts) throws(OutgoingURLError) {
        guard text.utf8.count <= Self.maximumLength else { throw .tooLong }
        guard !text.utf8.contains(UInt8(ascii: "#")) else { throw .fragment }
        guard Self.isPlain(text) else { throw .illegalCharacter }

        guard let separator = text.range(of: "://"), let scheme = Scheme(rawValue: text[..<separator.lowerBound].lowercased()),
            scheme == .https || sandbox
        else { throw .scheme(sandbox: sandbox) }
        let rest = text[separator.upperBound...]
        let authority = rest.prefix { $0 != "/" && $0 != "?" }
        guard !authority.contains("@") else { throw .userInformation }

        let (hostText, portText) = try Self.split(authority)
        guard let host = OutgoingHost(hostText) else { throw .host }
        let addressGuard = AddressGuard(sandbox: sandbox)
        if let reason = host.refusal(by: addressGuard) { throw .forbiddenHost(reason) }
        let isLoopback = host.isLoopback(by: addressGuard)
        let port = try portText.map(Self.port) ?? (scheme == .https ? 443 : 80)
        guard isLoopback || ports.contains(port) else { throw .port }

        let target = rest[authority.endIndex...]
        self.scheme = scheme
        self.host = host
        self.port = port
        self.target = target.first == "/" ? String(target) : "/" + target
        needsSandbox = scheme == .http || isLoopback

        // The HTTP library parses the text again with Foundation: where the two disagree, nothing is called.
        guard let parsed = URL(string: string), parsed.host == host.name, parsed.port ?? port == port, parsed.user == nil,
            parsed.scheme == scheme.rawValue
        else { throw .host }
    }

    /// The canonical text.
    package var string: String {
        let isDefault = port == (scheme == .https ? 443 : 80)
        return "\(scheme.rawValue)://\(host.inURL)\(isDefault ? "" : ":\(port)")\(target)"
    }

    /// Printable ASCII that RFC 3986 allows, every percent sign followed by two hexadecimal digits.
    private static func isPlain(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        return bytes.indices.allSatisfy { index in
            switch bytes[index] {
            case UInt8(ascii: "%"):
                index + 2 < bytes.count && bytes[index + 1...index + 2].allSatisfy { Character(UnicodeScalar($0)).isHexDigit }
            case 0x21...0x7E: !#""<>\^`{|}"#.utf8.contains(bytes[index])
            default: false
            }
        }
    }

    private static func split(_ authority: Substring) throws(OutgoingURLError) -> (host: Substring, port: Substring?) {
        let end = authority.first == "[" ? authority.firstIndex(of: "]").map(authority.index(after:)) : authority.firstIndex(of: ":")
        guard let end else {
            guard authority.first != "[" else { throw .host }
            return (authority, nil)
        }
        let rest = authority[end...]
        guard !rest.isEmpty else { return (authority, nil) }
        guard rest.first == ":" else { throw .host }
        return (authority[..<end], rest.dropFirst())
    }

    private static func port(_ text: Substring) throws(OutgoingURLError) -> Int {
        guard (1...5).contains(text.utf8.count), text.allSatisfy({ ("0"..."9").contains($0) }), text.first != "0",
            let port = Int(text), port <= 65535
        else { throw .port }
        return port
    }
}
