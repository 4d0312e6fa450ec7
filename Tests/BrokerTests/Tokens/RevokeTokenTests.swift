import Broker
import Dialects
import Model
import OAuth
import Secrets
import TestSupport
import Testing

@Suite("a platform gives a token up", .database)
struct RevokeTokenTests {
    @Test("of a refresh token the whole family ends, whichever of it is shown, and no other", arguments: 0..<3)
    func family(_ shown: Int) async throws {
        try await Scene.run(.standard) { scene in
            let other = try await scene.pair()
            let first = try await scene.pair()
            let second = try await scene.refresh(first)
            let chain = [first, second, try await scene.refresh(second)]
            try await Self.revoke(try #require(chain[shown].refreshToken).text, scene)
            for answer in chain {
                #expect(try await !scene.isLive(answer))
                #expect(try await scene.refreshRefusal(answer) == .invalidGrant)
            }
            #expect(try await scene.isLive(other))
            #expect(try await scene.refreshRefusal(other) == nil)
            #expect(try await scene.audit("refresh_token.revoked").count == 1)
            #expect(try await scene.eventTypes() == ["account.connected"])
        }
    }

    @Test("of an access token only itself")
    func accessToken() async throws {
        try await Scene.run(.standard) { scene in
            let first = try await scene.pair()
            let second = try await scene.refresh(first)
            for _ in 0..<2 { try await Self.revoke(first.accessToken, scene) }
            #expect(try await !scene.isLive(first))
            #expect(try await scene.isLive(second))
            #expect(try await scene.refreshRefusal(second) == nil)
            #expect(try await scene.audit("access_token.revoked").count == 1)
        }
    }

    @Test("nothing is said of a token nobody has, or that was given up before (RFC 7009 §2.2)")
    func unknown() async throws {
        try await Scene.run(.standard) { scene in
            let answer = try await scene.pair()
            let token = try #require(answer.refreshToken).text
            for text in ["x", "", "' OR 1=1 --", String(token.dropLast()), token, token, answer.accessToken] {
                try await Self.revoke(text, scene)
            }
            #expect(try await scene.audit("refresh_token.revoked").count == 1)
        }
    }

    @Test("another platform's token is refused and lives (SECURITY row 83)")
    func otherPlatform() async throws {
        try await Scene.run(.standard) { scene in
            let other = try await scene.world.platform(name: "Other", in: scene.tenant)
            let answer = try await scene.pair()
            for token in [answer.accessToken, try #require(answer.refreshToken).text] {
                #expect(try await scene.refusal { try await Self.revoke(token, scene, by: other.credentials) } == .unauthorizedClient)
            }
            #expect(try await scene.isLive(answer))
            #expect(try await scene.refreshRefusal(answer) == nil)
        }
    }

    @Test("who does not prove to be the platform is invalid_client, and nothing ends")
    func wrongSecret() async throws {
        try await Scene.run(.standard) { scene in
            let answer = try await scene.pair()
            for secret in [nil, "wrong", scene.platform.secret.value + "0"] {
                let credentials = ClientCredentials(clientID: scene.platform.platform.clientID, clientSecret: secret)
                #expect(try await scene.refusal { try await Self.revoke(answer.accessToken, scene, by: credentials) } == .invalidClient)
            }
            #expect(try await scene.isLive(answer))
        }
    }

    @Test("a public platform gives up its own by its id")
    func publicPlatform() async throws {
        try await Scene.run(.standard, Scene.Setup(isPublic: true)) { scene in
            let code = try await scene.world.code(
                for: scene.platform.platform, account: scene.account, user: scene.user, in: scene.tenant, challenge: PKCEVector.challenge)
            let answer = try await scene.world.exchange(code, by: scene.platform, in: scene.tenant, verifier: PKCEVector.verifier)
            try await Self.revoke(try #require(answer.refreshToken).text, scene)
            #expect(try await !scene.isLive(answer))
        }
    }

    @Test("a tenant's platform does not reach another tenant's token")
    func otherTenant() async throws {
        try await Scene.run(.standard) { scene in
            let elsewhere = try await Scene(scene.world, dialect: .standard)
            let answer = try await elsewhere.pair()
            try await Self.revoke(answer.accessToken, scene)
            try await Self.revoke(try #require(answer.refreshToken).text, scene)
            #expect(try await elsewhere.isLive(answer))
            #expect(try await elsewhere.refreshRefusal(answer) == nil)
        }
    }

    private static func revoke(_ token: String, _ scene: Scene, by credentials: ClientCredentials? = nil) async throws {
        try await RevokeToken(engine: scene.engine)(
            PlainSecret(token), by: credentials ?? scene.platform.credentials, at: scene.site, origin: .local)
    }
}
