import Broker
import Dialects
import HTTPTypes
import Hummingbird
import OAuth

/// What this server can do, for clients to read (RFC 8414). Every address comes from the tenant's configured public URL.
struct MetadataRoute: Sendable {
    static let wellKnown = "/.well-known/oauth-authorization-server"

    @Sendable func get(_ request: Request, _ context: SiteContext) async throws -> Response {
        .json(Self.members(of: context.site.dialect, baseURL: context.site.baseURL), headers: [.cacheControl: "public, max-age=300"])
    }

    static func members(of dialect: Dialect, baseURL: String) -> [String: WireValue] {
        let rules = dialect.rules
        var members: [String: WireValue] = [
            "issuer": .string(baseURL), "response_types_supported": .list(["code"]), "response_modes_supported": .list(["query"]),
            "grant_types_supported": .list(rules.grantTypes.map(\.rawValue)),
            "code_challenge_methods_supported": .list([CodeChallenge.method]),
            "token_endpoint_auth_methods_supported": .list(Self.authentication(public: rules.allowsPublicPlatforms)),
            "authorization_response_iss_parameter_supported": .bool(dialect.wire.sendsIssuer),
        ]
        if let scopes = rules.availableScopes { members["scopes_supported"] = .list(scopes) }
        for (name, useCase) in [
            ("authorization_endpoint", Endpoint.UseCase.authorize), ("token_endpoint", .token(nil)),
            ("introspection_endpoint", .introspect),
            ("revocation_endpoint", .revoke),
        ] {
            guard let path = dialect.path(for: useCase) else { continue }
            members[name] = .string(baseURL + path)
        }
        if members["introspection_endpoint"] != nil {
            members["introspection_endpoint_auth_methods_supported"] = .list(Self.authentication(public: false))
        }
        if members["revocation_endpoint"] != nil {
            members["revocation_endpoint_auth_methods_supported"] = .list(Self.authentication(public: rules.allowsPublicPlatforms))
        }
        return members
    }

    private static func authentication(public allowsPublic: Bool) -> [String] {
        ["client_secret_basic", "client_secret_post"] + (allowsPublic ? ["none"] : [])
    }
}
