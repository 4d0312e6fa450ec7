import Broker
import Dialects
import Model
import OAuth
import Secrets
import TestSupport
import Testing

@Suite("resource servers", .database)
struct ResourceServerTests {
    @Test("one without bounds hears of every good token of its tenant, in every dialect, under its audience", arguments: Dialect.all)
    func hears(_ dialect: Dialect) async throws {
        let scopes = dialect.rules.availableScopes.map { [$0[0]] } ?? (dialect.rules.recordAccess == nil ? ["read"] : [])
        try await Scene.run(dialect, Scene.Setup(scopes: scopes)) { scene in
            let (_, credentials) = try await scene.resourceServer()
            let told = try #require(try await Self.ask(try await scene.token().value, credentials, scene))
            #expect(told.audience == "https://api.example")
            #expect(Dictionary(uniqueKeysWithValues: told.members)["aud"] == "https://api.example")
            #expect(told.scopes == scopes)
            #expect(told.accountID == scene.account.publicID)
            let stranger = try await Scene(scene.world, dialect: dialect)
            #expect(try await Self.ask(try await stranger.token().value, credentials, scene) == nil)
            #expect(
                try await scene.refusal { try await Self.ask("x", credentials, stranger) }
                    == .invalidClient)
        }
    }

    @Test("of scopes it is told those it may hear of; a token with none of them, or of another platform, is not active")
    func bounds() async throws {
        try await Scene.run(.standard, Scene.Setup(scopes: ["read", "write", "admin"])) { scene in
            let token = try await scene.token().value
            let (_, some) = try await scene.resourceServer(scopes: ["write", "other"])
            #expect(try #require(try await Self.ask(token, some, scene)).scopes == ["write"])
            let (_, none) = try await scene.resourceServer(scopes: ["other"])
            #expect(try await Self.ask(token, none, scene) == nil)
            let other = try await scene.world.platform(name: "Other", in: scene.tenant)
            let (server, foreign) = try await scene.resourceServer(clientIDs: [other.platform.clientID])
            #expect(try await Self.ask(token, foreign, scene) == nil)
            let servers = ManageResourceServers(engine: scene.engine)
            _ = try await servers.update(
                server.publicID, ManageResourceServers.Input(clientIDs: [scene.platform.platform.clientID]), in: scene.tenant, by: .server)
            #expect(try await Self.ask(token, foreign, scene) != nil)
            await #expect(throws: InputError.self) {
                try await servers.update(
                    server.publicID, ManageResourceServers.Input(clientIDs: ["nobody"]), in: scene.tenant, by: .server)
            }
        }
    }

    @Test("a token no scope was ever given is nothing to one that is bound to scopes")
    func noScopes() async throws {
        try await Scene.run(.standard) { scene in
            let token = try await scene.token().value
            let (_, bound) = try await scene.resourceServer(scopes: ["read"])
            #expect(try await Self.ask(token, bound, scene) == nil)
            let (_, free) = try await scene.resourceServer()
            #expect(try await Self.ask(token, free, scene) != nil)
        }
    }

    @Test("the secret before works until the overlap is over; one asleep, deleted or with a wrong secret is invalid_client")
    func life() async throws {
        try await Scene.run(.standard) { scene in
            let token = try await scene.token().value
            let (server, old) = try await scene.resourceServer()
            let servers = ManageResourceServers(engine: scene.engine)
            func refusal(_ credentials: ClientCredentials) async throws -> OAuthErrorCode? {
                try await scene.refusal { try await Self.ask(token, credentials, scene) }
            }
            let secret = try await servers.rotateSecret(
                of: server.publicID, overlap: .seconds(60), in: scene.tenant, by: .server)
            scene.world.secrets.add(secret.value)
            let new = ClientCredentials(clientID: server.publicID, clientSecret: secret.value)
            for credentials in [old, new] { #expect(try await refusal(credentials) == nil) }
            #expect(try await servers.secrets(of: server.publicID, in: scene.tenant).count == 2)
            #expect(try await servers.find(server.publicID, in: scene.tenant).lastUsedAt != nil)
            try await scene.moveClock(to: .seconds(61))
            #expect(try await refusal(new) == nil)
            #expect(try await refusal(old) == .invalidClient)
            #expect(try await scene.explained(at: .introspect) { _ = try await Self.ask(token, old, scene) }.reason == .secretExpired)
            #expect(try await refusal(ClientCredentials(clientID: server.publicID, clientSecret: "wrong")) == .invalidClient)
            #expect(try await refusal(ClientCredentials(clientID: server.publicID, clientSecret: nil)) == .invalidClient)
            _ = try await servers.setDisabled(true, server.publicID, in: scene.tenant, by: .server)
            #expect(
                try await scene.explained(at: .introspect) { _ = try await Self.ask(token, new, scene) }.reason == .resourceServerDisabled)
            _ = try await servers.setDisabled(false, server.publicID, in: scene.tenant, by: .server)
            #expect(try await refusal(new) == nil)
            try await servers.delete(server.publicID, in: scene.tenant, by: .server)
            #expect(try await refusal(new) == .invalidClient)
            let done = ["created", "secret_rotated", "disabled", "enabled", "deleted"]
            for action in done { #expect(try await scene.audit("resource_server.\(action)").count == 1, "\(action)") }
        }
    }

    @Test("its secret opens nothing else: no token is issued to it, and a platform's opens nothing of its own")
    func apart() async throws {
        try await Scene.run(.standard) { scene in
            let (server, credentials) = try await scene.resourceServer()
            let code = try await scene.code()
            let exchange = TokenRequest(
                grantType: .authorizationCode, credentials: credentials,
                parameters: try OAuthParameters([("code", code.value), ("redirect_uri", World.redirectURI)]))
            #expect(
                try await scene.refusal { try await IssueToken(engine: scene.engine)(exchange, at: scene.site, origin: .local) }
                    == .invalidClient)
            let crossed = ClientCredentials(clientID: server.publicID, clientSecret: scene.platform.secret.value)
            #expect(try await scene.refusal { try await Self.ask("x", crossed, scene) } == .invalidClient)
            let platform = ClientCredentials(
                clientID: scene.platform.platform.clientID, clientSecret: credentials.clientSecret)
            #expect(try await scene.refusal { try await Self.ask("x", platform, scene) } == .invalidClient)
        }
    }

    @Test("guesses of its secret are limited like those of a client's")
    func limited() async throws {
        try await Scene.run(.standard) { scene in
            let (server, credentials) = try await scene.resourceServer()
            let wrong = ClientCredentials(clientID: server.publicID, clientSecret: "wrong")
            // A place comes back each second, so how many it takes depends on how fast the machine is; then all are refused, the right one too.
            var isLimited = false
            for _ in 0..<2_000 where !isLimited {
                let guess = try await scene.refusal { try await Self.ask("x", wrong, scene) }
                guard guess == .temporarilyUnavailable else { continue }
                isLimited = try await scene.refusal { try await Self.ask("x", credentials, scene) } == .temporarilyUnavailable
            }
            #expect(isLimited)
        }
    }

    private static func ask(
        _ token: String, _ credentials: ClientCredentials, _ scene: Scene
    ) async throws -> IntrospectionAnswer? {
        try await IntrospectToken(engine: scene.engine)(
            PlainSecret(token), account: nil, by: .client(credentials), at: scene.site, origin: .local)
    }
}
