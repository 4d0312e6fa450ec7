/// The scopes of a request (RFC 6749 §3.3), in the separator the dialect uses.
package enum ScopeList {
    /// More than any platform can register.
    private static let maximumCount = 100
    private static let maximumLength = 8192

    /// Each once, in the order they came; whether they exist is not looked at. Throws `invalid_scope` for more than anybody could mean.
    package static func read(_ text: String?, separator: Character) throws(OAuthError) -> [String] {
        guard let text else { return [] }
        guard text.utf8.count <= maximumLength, text.utf8.allSatisfy({ $0 < 0x80 }) else { throw .invalidScope("the scope is malformed") }
        let named = text.split(separator: separator)
        guard named.count <= maximumCount else { throw .invalidScope("the scope names more than \(maximumCount) scopes") }
        var seen: Set<Substring> = []
        return named.filter { seen.insert($0).inserted }.map(String.init)
    }
}
