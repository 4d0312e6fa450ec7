import Broker
import Model
import OAuth
import Secrets
import TestSupport
import Testing

@Suite("a platform's secrets", .database)
struct PlatformSecretTests {
    @Test("a second one works beside the first; each can be disabled without the other")
    func replaces() async throws {
        try await Scene.run { scene in
            let change = ChangePlatformSecrets(engine: scene.engine)
            let clientID = scene.platform.platform.clientID
            let (secret, stored) = try await change.add(to: clientID, lifetime: nil, in: scene.tenant, by: .server)
            #expect(try await Self.authenticates(secret, in: scene))
            #expect(try await Self.authenticates(scene.platform.secret, in: scene))
            let all = try await Listing(engine: scene.engine).secrets(of: clientID, tenant: scene.tenant)
            let first = try #require(all.first { $0.id != stored.id })
            try await change.disable(first.id, of: clientID, in: scene.tenant, by: .server)
            #expect(try await Self.authenticates(secret, in: scene))
            #expect(try await !Self.authenticates(scene.platform.secret, in: scene))
            let again = await #expect(throws: InputError.self) {
                try await change.disable(first.id, of: clientID, in: scene.tenant, by: .server)
            }
            #expect(again?.field == "secret")
        }
    }

    @Test("one with a lifetime ends with it, and the tokens it obtained live on")
    func expires() async throws {
        try await Scene.run { scene in
            let token = try await scene.token()
            let (secret, _) = try await ChangePlatformSecrets(engine: scene.engine).add(
                to: scene.platform.platform.clientID, lifetime: .seconds(3600), in: scene.tenant, by: .server)
            try await scene.world.moveClock(of: scene.tenant, to: .seconds(3500))
            #expect(try await Self.authenticates(secret, in: scene))
            try await scene.world.moveClock(of: scene.tenant, to: .seconds(3601))
            #expect(try await !Self.authenticates(secret, in: scene))
            #expect(try await scene.isLive(token))
        }
    }

    @Test("one of another platform authenticates nobody else")
    func belongs() async throws {
        try await Scene.run { scene in
            let other = try await scene.world.platform(name: "Another", in: scene.tenant)
            #expect(try await !Self.authenticates(other.secret, in: scene))
        }
    }

    @Test("of an unknown platform there is none")
    func unknownPlatform() async throws {
        try await Scene.run { scene in
            let change = ChangePlatformSecrets(engine: scene.engine)
            let error = await #expect(throws: InputError.self) {
                try await change.add(to: "none", lifetime: nil, in: scene.tenant, by: .server)
            }
            #expect(error?.field == "client-id")
        }
    }

    /// Whether this secret gets as far as the code, which is wrong.
    private static func authenticates(_ secret: PlainSecret, in scene: Scene) async throws -> Bool {
        let request = TokenRequest(
            grantType: .authorizationCode,
            credentials: ClientCredentials(clientID: scene.platform.platform.clientID, clientSecret: secret.value),
            parameters: try OAuthParameters([("code", "no code")]))
        do {
            _ = try await IssueToken(engine: scene.engine)(request, at: scene.site, origin: .local)
            return true
        } catch let error as OAuthError {
            return error.code != .invalidClient
        }
    }
}
