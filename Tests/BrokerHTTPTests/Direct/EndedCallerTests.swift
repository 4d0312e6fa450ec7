import Broker
import Dialects
import Model
import TestSupport
import Testing

@Suite("a caller that ended is refused by the next request of the connection it was answered over", .database)
struct EndedCallerTests {
    @Test("a platform whose secret is disabled; the token lives on")
    func platformSecret() async throws {
        try await Front.run(.standard) { front in
            let (engine, clientID) = (front.world.engine, front.platform.platform.clientID)
            let token = try await front.pair().accessToken
            let request = try await front.question(by: .platform, about: token)
            let other = try await front.question(by: .resourceServer, about: token)
            let connection = try await front.connection(warmedBy: request, other)
            let secret = try #require(try await Listing(engine: engine).secrets(of: clientID, tenant: front.tenant).first)
            try await ChangePlatformSecrets(engine: engine).disable(secret.id, of: clientID, in: front.tenant, by: .server)
            for _ in 0..<2 {
                #expect(try await connection.ask(request).status == 401)
                #expect(try await connection.ask(other).body.contains(#""active":true"#))
            }
        }
    }

    @Test("a platform whose secret is over")
    func platformSecretExpires() async throws {
        try await Front.run(.standard) { front in
            let request = try await front.question(by: .platform, about: try await front.pair().accessToken)
            let connection = try await front.connection(warmedBy: request)
            let added = try await ChangePlatformSecrets(engine: front.world.engine).add(
                to: front.platform.platform.clientID, lifetime: nil, expiringOthersAfter: .seconds(600), in: front.tenant, by: .server)
            front.world.secrets.add(added.secret.value)
            try await connection.warm(request)
            try await front.world.moveClock(of: front.tenant, to: .seconds(601))
            for _ in 0..<2 { #expect(try await connection.ask(request).status == 401) }
            let authorization = Front.basic(front.platform.platform.clientID, added.secret.value).1
            try await connection.warm(request.replacing("Authorization", by: "Authorization: \(authorization)"))
        }
    }

    @Test("a platform that sleeps, with its tokens")
    func platform() async throws {
        try await Front.run(.standard) { front in
            let subject = SetDisabled.Subject.platform(clientID: front.platform.platform.clientID)
            let token = try await front.pair().accessToken
            let request = try await front.question(by: .platform, about: token)
            let other = try await front.question(by: .resourceServer, about: token)
            let connection = try await front.connection(warmedBy: request, other)
            try await SetDisabled(engine: front.world.engine)(true, subject, in: front.tenant, by: .server)
            for _ in 0..<2 {
                #expect(try await connection.ask(request).status == 401)
                #expect(try await connection.ask(other).body == #"{"active":false}"#)
            }
            try await SetDisabled(engine: front.world.engine)(false, subject, in: front.tenant, by: .server)
            for request in [request, other] { try await connection.warm(request) }
        }
    }

    @Test("a resource server that sleeps, whose secret is replaced, or that is deleted")
    func resourceServer() async throws {
        try await Front.run(.standard) { front in
            let servers = ManageResourceServers(engine: front.world.engine)
            let (server, authorization) = try await front.resourceServer()
            let request = front.introspection(of: try await front.pair().accessToken, by: authorization)
            let connection = try await front.connection(warmedBy: request)
            _ = try await servers.setDisabled(true, server.publicID, in: front.tenant, by: .server)
            for _ in 0..<2 { #expect(try await connection.ask(request).status == 401) }
            _ = try await servers.setDisabled(false, server.publicID, in: front.tenant, by: .server)
            try await connection.warm(request)
            let secret = try await servers.rotateSecret(of: server.publicID, overlap: .zero, in: front.tenant, by: .server)
            front.world.secrets.add(secret.value)
            for _ in 0..<2 { #expect(try await connection.ask(request).status == 401) }
            let renewed = request.replacing("Authorization", by: "Authorization: \(Front.basic(server.publicID, secret.value).1)")
            try await connection.warm(renewed)
            try await servers.delete(server.publicID, in: front.tenant, by: .server)
            for _ in 0..<2 { #expect(try await connection.ask(renewed).status == 401) }
        }
    }

    @Test("a resource server that may no longer hear of the token's scopes")
    func bounds() async throws {
        try await Front.run(.standard, Front.Setup(scopes: ["read"])) { front in
            let servers = ManageResourceServers(engine: front.world.engine)
            let (server, authorization) = try await front.resourceServer()
            let request = front.introspection(of: try await front.pair().accessToken, by: authorization)
            let connection = try await front.connection(warmedBy: request)
            let input = ManageResourceServers.Input(scopes: ["other"])
            _ = try await servers.update(server.publicID, input, in: front.tenant, by: .server)
            for _ in 0..<2 { #expect(try await connection.ask(request).body == #"{"active":false}"#) }
        }
    }

    @Test("a key of the management API that is revoked, of the tenant or of an operator", arguments: [true, false])
    func managementKey(_ isTenants: Bool) async throws {
        try await Front.run(.standard) { front in
            let (secret, key) = try await front.world.adminKey(for: isTenants ? front.tenant : nil)
            let request = front.introspection(of: try await front.pair().accessToken, by: "Bearer \(secret)")
            let connection = try await front.connection(warmedBy: request)
            try await ChangeAdminKeys(engine: front.world.engine).revoke(key.id, by: .server)
            for _ in 0..<2 { #expect(try await connection.ask(request).status == 401) }
        }
    }
}
