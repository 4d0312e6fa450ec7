import Broker
import Dialects
import Model
import OAuth
import Secrets
import TestSupport
import Testing

extension Front {
    /// Who asks about a token, and how.
    enum Asker: CaseIterable, Sendable {
        case resourceServer, platform, managementKey
        /// Whoever has it.
        case bearer, bearerByPost

        static let introspecting: [Asker] = [.resourceServer, .platform, .managementKey]

        /// Whether the dialect has an endpoint for that.
        func asks(in dialect: Dialect) -> Bool {
            switch self {
            case .resourceServer, .platform, .managementKey: true
            case .bearer: dialect.endpoints.contains { $0.useCase == .validate && $0.methods.contains("GET") }
            case .bearerByPost: dialect.endpoints.contains { $0.useCase == .validate && $0.methods.contains("POST") }
            }
        }
    }

    /// A plain question about a token, by somebody who may hear of it.
    func question(by asker: Asker, about token: String) async throws -> WireRequest {
        switch asker {
        case .resourceServer: introspection(of: token, by: try await resourceServer().authorization)
        case .platform: introspection(of: token, by: basic.1)
        case .managementKey: introspection(of: token, by: "Bearer \(try await adminKey(of: tenant))")
        case .bearer: try validation(of: token, "GET")
        case .bearerByPost: try validation(of: token, "POST").changed { $0.body = "" }
        }
    }

    func introspection(of token: String, by authorization: String) -> WireRequest {
        WireRequest(
            path: "\(base)/oauth/introspect",
            fields: ["Host: x", "Authorization: \(authorization)", "Content-Type: application/x-www-form-urlencoded"],
            body: "token=\(PercentEncoding.query(token))")
    }

    /// The token itself asks, by the dialect's own endpoint.
    func validation(of token: String, _ method: String = "GET") throws -> WireRequest {
        let dialect = try #require(DialectList().find(tenant.dialect))
        let path = try #require(dialect.path(for: .validate))
        return WireRequest(
            method: method, path: base + path, fields: ["Host: x", "Authorization: \(dialect.wire.authorizationScheme) \(token)"])
    }

    /// One that hears of every token, and what it says of itself in a header.
    func resourceServer() async throws -> (server: ResourceServer, authorization: String) {
        let (server, secret) = try await ManageResourceServers(engine: world.engine).create(
            ManageResourceServers.Input(name: "API", audience: "https://api.example"), in: tenant, by: .server)
        world.secrets.add(secret.value)
        return (server, Self.basic(server.publicID, secret.value).1)
    }

    /// A connection over which these were asked so often that memory answers them.
    func connection(warmedBy requests: WireRequest...) async throws -> KeptConnection {
        let connection = try await KeptConnection.open(to: tester.port)
        for request in requests { try await connection.warm(request) }
        return connection
    }

    /// Runs a body while no token that is not in memory can be looked for.
    func withholdingTokens<Value>(_ body: (_ letGo: @Sendable () -> Void) async throws -> Value) async throws -> Value {
        try await world.holding({ session in try session.execute("LOCK TABLE access_token IN ACCESS EXCLUSIVE MODE") }, body)
    }
}
