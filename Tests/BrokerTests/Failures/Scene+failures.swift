import Broker
import Dialects
import Foundation
import Model
import OAuth
import Secrets
import Testing

extension Scene {
    static func origin(_ address: String = "192.0.2.7") -> RequestOrigin {
        RequestOrigin(address: address, requestID: UUID().uuidString.lowercased())
    }

    /// What the tenant is told of the error this ends with.
    func explained(at endpoint: Endpoint.UseCase = .token(nil), _ body: () async throws -> Void) async throws -> ExplainFailure.Explained {
        let error = try #require(await #expect(throws: OAuthError.self) { try await body() })
        return try await explained(error, at: endpoint)
    }

    func explained(_ error: OAuthError, at endpoint: Endpoint.UseCase = .token(nil)) async throws -> ExplainFailure.Explained {
        let origin = Self.origin()
        engine.failures.record(error, at: endpoint, of: site, origin: origin)
        return try await ExplainFailure(engine: engine).find(try Self.id(origin), in: tenant)
    }

    /// What the tenant is told of a token that introspection calls inactive.
    func inactive(_ token: String, by credentials: ClientCredentials) async throws -> ExplainFailure.Explained {
        let origin = Self.origin()
        let answer = try await IntrospectToken(engine: engine)(
            PlainSecret(token), account: nil, by: .client(credentials), at: site, origin: origin)
        #expect(answer == nil)
        return try await ExplainFailure(engine: engine).find(try Self.id(origin), in: tenant)
    }

    static func id(_ origin: RequestOrigin) throws -> TokenFailure.ID {
        TokenFailure.ID(rawValue: try #require(origin.requestID.flatMap(UUID.init(uuidString:))))
    }

    func resourceServer(scopes: [String] = [], clientIDs: [String] = []) async throws -> (ResourceServer, ClientCredentials) {
        let (server, secret) = try await ManageResourceServers(engine: engine).create(
            ManageResourceServers.Input(name: "API", audience: "https://api.example", scopes: scopes, clientIDs: clientIDs), in: tenant,
            by: .server)
        world.secrets.add(secret.value)
        return (server, ClientCredentials(clientID: server.publicID, clientSecret: secret.value))
    }
}

extension ExplainFailure.Explained {
    var reason: FailureReason? { FailureReason(rawValue: failure.reason) }
}
