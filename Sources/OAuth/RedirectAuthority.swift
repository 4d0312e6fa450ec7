/// The `host[:port]` of a redirect URI, in the one spelling that browsers and servers read alike.
struct RedirectAuthority {
    let isLoopback: Bool
    /// An address, not a name that may be made to lead anywhere (RFC 8252 §8.3).
    let isLoopbackLiteral: Bool

    /// `nil` unless the host is a lower-case name or a loopback address, and the port, if any, is one the scheme does not imply.
    init?(_ authority: String, scheme: String) {
        let host: Substring
        let port: Substring?
        if authority.hasPrefix("[::1]") {
            host = authority.prefix(5)
            let rest = authority.dropFirst(5)
            guard rest.isEmpty || rest.hasPrefix(":") else { return nil }
            port = rest.isEmpty ? nil : rest.dropFirst()
        } else {
            let parts = authority.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            guard let first = parts.first else { return nil }
            host = first
            port = parts.count == 2 ? parts[1] : nil
        }
        if let port {
            guard let number = Int(port), (1...65535).contains(number), String(number) == port, number != (scheme == "https" ? 443 : 80)
            else {
                return nil
            }
        }
        isLoopbackLiteral = ["127.0.0.1", "[::1]"].contains(host)
        isLoopback = ["127.0.0.1", "[::1]", "localhost"].contains(host)
        guard isLoopback || Self.isName(host) else { return nil }
    }

    /// Labels of letters, digits and inner hyphens; a last label of digits would be an address in one of its many spellings.
    private static func isName(_ host: Substring) -> Bool {
        let labels = host.split(separator: ".", omittingEmptySubsequences: false)
        guard host.utf8.count <= 253, let last = labels.last, !last.allSatisfy({ ("0"..."9").contains($0) }) else { return false }
        return labels.allSatisfy { label in
            (1...63).contains(label.utf8.count) && label.first != "-" && label.last != "-"
                && label.utf8.allSatisfy { byte in
                    switch byte {
                    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): true
                    default: false
                    }
                }
                && !label.hasPrefix("0x")
        }
    }
}
