import Foundation

/// A redirect URI as registered (RFC 6749 §3.1.2, RFC 9700 §2.1): absolute, ASCII, no fragment, no user information.
package struct RedirectURI: Sendable, Hashable {
    package let text: String

    /// Throws `invalid_request` saying what is wrong. `allowLoopbackHTTP` is for sandboxes: plain http to a loopback address and nothing else.
    /// `isNative` is for apps on a person's machine: http on a loopback literal, or a scheme of their own (RFC 8252 §7).
    package init(registering text: String, allowLoopbackHTTP: Bool, isNative: Bool = false) throws(OAuthError) {
        guard text.utf8.count <= 2048 else { throw .invalidRequest("the redirect URI is longer than 2048 bytes") }
        guard text.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "\\") }) else {
            throw .invalidRequest("the redirect URI may hold printable ASCII only: write other host names as A-labels (xn--...)")
        }
        guard !text.contains("#") else { throw .invalidRequest("the redirect URI may not have a fragment") }
        guard !text.contains("@") else { throw .invalidRequest("the redirect URI may not hold user information or an @") }
        if isNative, Self.hasPrivateUseScheme(text) {
            self.text = text
            return
        }
        guard let parts = URLComponents(string: text), let scheme = parts.scheme, scheme == "https" || scheme == "http",
            text.hasPrefix("\(scheme)://")
        else { throw .invalidRequest("the redirect URI must be absolute, like https://partner.example/callback") }
        let authority = RedirectAuthority(Self.authority(of: text), scheme: scheme)
        guard let authority else {
            throw .invalidRequest("the redirect URI must name a plain host in lower case, and a port only where it is not the usual one")
        }
        let isHTTPAllowed = (authority.isLoopback && allowLoopbackHTTP) || (authority.isLoopbackLiteral && isNative)
        guard scheme == "https" || isHTTPAllowed else {
            throw .invalidRequest("the redirect URI must use https")
        }
        guard !Self.hasDotSegment(parts.percentEncodedPath) else {
            throw .invalidRequest("the path of the redirect URI may not hold .. segments")
        }
        // Read as the platform's server will read it, so that no spelling of a name gets past.
        let names = try FormDecoding.pairs(parts.percentEncodedQuery ?? "").map(\.name)
        guard !names.contains(where: Self.responseParameters.contains), (try? FormDecoding.pairs(text)) != nil else {
            throw .invalidRequest(
                "the redirect URI must be percent-encoded correctly, and its query may not name code, state, error or iss")
        }
        self.text = text
    }

    /// A registered URI with response parameters added to whatever query it has.
    /// `plusForSpace` writes a space as forms do.
    package static func appending(
        _ parameters: [(name: String, value: String)], to uri: String, plusForSpace: Bool = false
    ) -> String {
        let values = parameters.map { (name: $0.name, value: PercentEncoding.query($0.value)) }
        let query = values.map { "\($0.name)=\(plusForSpace ? $0.value.replacing("%20", with: "+") : $0.value)" }.joined(separator: "&")
        // A question mark in the query is one of its characters (RFC 3986 §3.4).
        guard let mark = uri.firstIndex(of: "?") else { return "\(uri)?\(query)" }
        let isOpen = uri.hasSuffix("&") || uri.index(after: mark) == uri.endIndex
        return uri + (isOpen ? "" : "&") + query
    }

    /// `scheme://host[:port]` of a registered URI, as a Content-Security-Policy source.
    package static func origin(of uri: String) -> String {
        // Of a scheme of an app's own, the scheme is all there is to name.
        if hasPrivateUseScheme(uri) { return "\(uri.prefix { $0 != ":" }):" }
        let parts = uri.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false)
        guard parts.count >= 3 else { return "'none'" }
        return "\(parts[0])//\(parts[2].prefix { $0 != "?" })"
    }

    /// `host[:port]` of a registered URI, as people read it.
    package static func authority(of uri: String) -> String {
        String(origin(of: uri).split(separator: "/").last ?? "")
    }

    /// `com.example.app:/path` (RFC 8252 §7.1): a domain name turned around, so with a dot, and one slash.
    private static func hasPrivateUseScheme(_ text: String) -> Bool {
        text.wholeMatch(of: /[a-z][a-z0-9-]*(\.[a-z0-9-]+)+:\/([A-Za-z0-9._~-][A-Za-z0-9._~\/-]*)?/) != nil && !text.contains("..")
    }

    private static let responseParameters: Set<String> = ["code", "state", "error", "error_description", "iss"]

    private static func hasDotSegment(_ path: String) -> Bool {
        path.lowercased().replacing("%2e", with: ".").split(separator: "/").contains { segment in
            segment == ".." || segment == "." || segment.hasPrefix("..;")
        }
    }
}
