package import Dialects

/// The document of one dialect's endpoints, as each of its tenants serves it.
package enum SiteDocument {
    static let client = "client"
    static let token = "token"
    static let key = "key"

    /// Readable JSON. `server` is a tenant's public URL.
    package static func text(of dialect: Dialect, version: String, server: String = "https://symbolon.example/t/vendor") throws -> String {
        try document(of: dialect, version: version, server: server).text
    }

    static func document(of dialect: Dialect, version: String, server: String) -> OpenAPIDocument {
        let operations = operations(of: dialect)
        let used = Set(operations.flatMap(\.security))
        return OpenAPIDocument(
            title: "OAuth of a tenant with the dialect \(dialect.name)",
            description:
                "For partner platforms, the vendor's own API and whoever else speaks to this tenant. Parameters that are not known are left alone.",
            version: version, server: server, operations: operations,
            securitySchemes: schemes(of: dialect).filter { used.contains($0.key) }, sharedAnswers: [:])
    }

    /// Every one, each with an id of its own.
    static func operations(of dialect: Dialect) -> [DocumentedOperation] {
        var seen: [String: Int] = [:]
        return (dialect.endpoints.flatMap { $0.documented(in: dialect) } + [DocumentRoute.documented]).map { operation in
            let count = seen[operation.id, default: 0] + 1
            seen[operation.id] = count
            return count == 1 ? operation : operation.renamed("\(operation.id)\(count)")
        }
    }

    private static func schemes(of dialect: Dialect) -> [String: WireValue] {
        let scheme = dialect.wire.authorizationScheme
        return [
            client: .object([
                "type": "http", "scheme": "basic",
                "description":
                    "Client id and secret (RFC 6749 section 2.3.1). They may be sent in the body instead, as `client_id` and `client_secret`.",
            ]),
            token: bearer(scheme, "An access token."),
            key: bearer(scheme, "A key of the management API that may read tokens."),
        ]
    }

    private static func bearer(_ scheme: String, _ description: String) -> WireValue {
        guard scheme != "Bearer" else { return .object(["type": "http", "scheme": "bearer", "description": .string(description)]) }
        return .object([
            "type": "apiKey", "in": "header", "name": "Authorization",
            "description": .string("\(description) It is sent as `\(scheme) …`."),
        ])
    }
}
