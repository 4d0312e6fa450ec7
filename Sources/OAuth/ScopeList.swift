/// The scopes of a request (RFC 6749 §3.3), in the separator the dialect uses.
package enum ScopeList {
    /// Each once, in the order they came; whether they exist is not looked at.
    package static func read(_ text: String, separator: Character) -> [String] {
        var scopes: [String] = []
        for scope in text.split(separator: separator).map(String.init) where !scopes.contains(where: { $0.utf8.elementsEqual(scope.utf8) })
        {
            scopes.append(scope)
        }
        return scopes
    }
}
