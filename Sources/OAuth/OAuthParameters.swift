/// The parameters of one request, each named once (RFC 6749 §3.1, §3.2). An empty value counts as absent.
package struct OAuthParameters: Sendable, Equatable {
    private let values: [String: String]

    /// Throws `invalid_request` when a name comes twice or a value holds a NUL.
    package init(_ pairs: [(name: String, value: String)]) throws(OAuthError) {
        var values: [String: String] = [:]
        for (name, value) in pairs {
            guard !name.utf8.contains(0), !value.utf8.contains(0) else {
                throw .invalidRequest("a parameter contains a NUL character")
            }
            guard values.updateValue(value, forKey: name) == nil else {
                throw .invalidRequest(Self.names.contains(name) ? "\(name) is given more than once" : "a parameter is given more than once")
            }
        }
        self.values = values
    }

    package subscript(_ name: String) -> String? {
        guard let value = values[name], !value.isEmpty else { return nil }
        return value
    }

    /// Every parameter that is not empty.
    package var all: [String: String] { values.filter { !$0.value.isEmpty } }

    /// Throws `invalid_request` naming the parameter when it is absent or over `maximumLength` bytes.
    package func required(_ name: String, maximumLength: Int = 1024) throws(OAuthError) -> String {
        guard let value = self[name] else { throw .invalidRequest("the parameter \(name) is missing or not a text") }
        guard value.utf8.count <= maximumLength else { throw .invalidRequest("the parameter \(name) is too long") }
        return value
    }

    /// The names that are shown back: any other would be somebody else's text on our page.
    private static let names: Set<String> = [
        "client_id", "client_secret", "code", "code_challenge", "code_challenge_method", "code_verifier", "grant_type", "redirect_uri",
        "refresh_token", "response_mode", "response_type", "scope", "state", "token",
    ]
}
