import Broker
import Dialects
import Model
import OAuth
import Secrets
import TestSupport
import Testing

@Suite("a platform that acts by itself", .database)
struct ClientCredentialsTests {
    private static let itself = Scene.Setup(scopes: ["read", "write"], redirectURIs: [], grantTypes: [.clientCredentials])

    @Test("gets a token of the account it is installed in, and no refresh token")
    func oneInstallation() async throws {
        try await Self.run { scene in
            try await Self.install(scene)
            let answer = try await Self.token(scene)
            #expect(answer.refreshToken == nil)
            #expect(answer.tokenType == .company)
            #expect(answer.accountID == scene.account.publicID)
            #expect(answer.scopes == ["read", "write"])
            #expect(answer.expiresIn == 3600)
            #expect(answer.approverEmail == nil)
            let access = try await scene.access(answer)
            #expect(access.user == nil)
            #expect(access.account.id == scene.account.id)
            #expect(try await scene.eventTypes() == ["account.connected"])
            try await scene.moveClock(to: .seconds(3601))
            #expect(try await !scene.isLive(answer))
            #expect(try await scene.isLive(try await Self.token(scene)))
        }
    }

    @Test("installed in several accounts, it must name one, and gets that one's token")
    func severalInstallations() async throws {
        try await Self.run { scene in
            let second = try await scene.world.account("Second Account", in: scene.tenant)
            let third = try await scene.world.account("Third Account", in: scene.tenant)
            _ = try await scene.world.user("bob@second.example", in: [second, third], of: scene.tenant)
            try await Self.install(scene)
            try await Self.install(scene, account: second, approver: "bob@second.example")
            #expect(try await scene.refusal { try await Self.token(scene) } == .invalidRequest)
            for account in [scene.account, second] {
                let answer = try await Self.token(scene, account: account.publicID)
                #expect(answer.accountID == account.publicID)
                #expect(try await scene.access(answer).account.id == account.id)
            }
            for other in [third.publicID, "none", second.publicID.uppercased() + "x", "*", "%"] {
                #expect(try await scene.refusal { try await Self.token(scene, account: other) } == .unauthorizedClient)
            }
            // With one left there is nothing to choose.
            try await scene.setDisabled(true, .account(publicID: second.publicID))
            #expect(try await Self.token(scene).accountID == scene.account.publicID)
        }
    }

    @Test("installed nowhere, it is unauthorized_client; what people only allowed is no installation")
    func noInstallation() async throws {
        try await Scene.run(.standard, Scene.Setup(scopes: ["read", "write"])) { scene in
            #expect(try await scene.refusal { try await Self.token(scene) } == .unauthorizedClient)
            _ = try await scene.code()
            #expect(try await scene.refusal { try await Self.token(scene) } == .unauthorizedClient)
            _ = try await scene.pair()
            #expect(try await scene.refusal { try await Self.token(scene) } == nil)
        }
    }

    @Test("a public platform proves nothing and gets nothing")
    func publicPlatform() async throws {
        try await Scene.run(.standard, Scene.Setup(isPublic: true)) { scene in
            let id = scene.platform.platform.id.rawValue
            #expect(try await scene.refusal { try await Self.token(scene) } == .unauthorizedClient)
            // Even if it could be registered for it.
            try await scene.world.inspect { session in
                try session.execute("UPDATE platform SET grant_types = '{client_credentials,authorization_code}' WHERE id = \(id)", rows: 1)
            }
            try await Self.install(scene)
            #expect(try await scene.refusal { try await Self.token(scene) } == .unauthorizedClient)
        }
    }

    @Test("a platform without the grant type is refused, and so is one whose dialect has none")
    func grantType() async throws {
        try await Scene.run(.standard, Scene.Setup(grantTypes: [.authorizationCode])) { scene in
            _ = try await scene.pair()
            #expect(try await scene.refusal { try await Self.token(scene) } == .unauthorizedClient)
        }
        try await Scene.run(.xoxoday) { scene in
            _ = try await scene.pair()
            #expect(try await scene.refusal { try await Self.token(scene) } == .unsupportedGrantType)
        }
    }

    @Test("a wrong secret is invalid_client")
    func wrongSecret() async throws {
        try await Self.run { scene in
            try await Self.install(scene)
            for secret in [nil, scene.platform.secret.value + "0"] {
                let request = TokenRequest(
                    grantType: .clientCredentials,
                    credentials: ClientCredentials(clientID: scene.platform.platform.clientID, clientSecret: secret),
                    parameters: try OAuthParameters([]))
                let refusal = try await scene.refusal {
                    try await IssueToken(engine: scene.engine)(request, at: scene.site, origin: .local)
                }
                #expect(refusal == .invalidClient)
            }
        }
    }

    @Test("a subset of its scopes is given, a further one is invalid_scope, and a narrowed installation gives what is left")
    func scopes() async throws {
        try await Self.run { scene in
            try await Self.install(scene)
            #expect(try await Self.token(scene, scopes: ["write"]).scopes == ["write"])
            for scopes in [["admin"], ["read", "admin"], ["READ"]] {
                #expect(try await scene.refusal { try await Self.token(scene, scopes: scopes) } == .invalidScope)
            }
            let grant = try #require(try await scene.liveGrants().first)
            #expect(try await scene.change(.narrow(["read"]), of: grant.id, as: try await scene.session()))
            #expect(try await Self.token(scene).scopes == ["read"])
            #expect(try await scene.refusal { try await Self.token(scene, scopes: ["write"]) } == .invalidScope)
        }
    }

    @Test("a scope taken from the platform is given no longer (SECURITY row 79)")
    func platformScopes() async throws {
        try await Self.run { scene in
            try await Self.install(scene)
            try await scene.world.inspect { session in try session.execute("UPDATE platform SET scopes = '{write,other}'", rows: 1) }
            #expect(try await Self.token(scene).scopes == ["write"])
            for scopes in [["read"], ["other"], ["read", "write"]] {
                #expect(try await scene.refusal { try await Self.token(scene, scopes: scopes) } == .invalidScope)
            }
        }
    }

    @Test("with no scope left there is no token: one without any would read as one that was never limited")
    func noScopeLeft() async throws {
        try await Self.run { scene in
            try await Self.install(scene)
            try await scene.world.inspect { session in try session.execute("UPDATE platform SET scopes = '{other}'", rows: 1) }
            #expect(try await scene.refusal { try await Self.token(scene) } == .invalidScope)
        }
    }

    @Test("a revoked installation and a disabled account end its tokens and give no new ones")
    func ends() async throws {
        try await Self.run { scene in
            try await Self.install(scene)
            let answer = try await Self.token(scene)
            try await scene.setDisabled(true, .account(publicID: scene.account.publicID))
            #expect(try await !scene.isLive(answer))
            #expect(try await scene.refusal { try await Self.token(scene) } == .unauthorizedClient)
            try await scene.setDisabled(false, .account(publicID: scene.account.publicID))
            #expect(try await scene.isLive(answer))
            let grant = try #require(try await scene.liveGrants().first)
            try await RevokeGrant(engine: scene.engine)(grant.id, in: scene.tenant, by: .server)
            #expect(try await !scene.isLive(answer))
            #expect(try await scene.refusal { try await Self.token(scene) } == .unauthorizedClient)
            try await Self.install(scene)
            #expect(try await !scene.isLive(answer))
            #expect(try await scene.isLive(try await Self.token(scene)))
        }
    }

    @Test("its token can be given up (SECURITY row 86)")
    func revokes() async throws {
        try await Self.run { scene in
            try await Self.install(scene)
            let (one, two) = (try await Self.token(scene), try await Self.token(scene))
            try await RevokeToken(engine: scene.engine)(
                PlainSecret(one.accessToken), by: scene.platform.credentials, at: scene.site, origin: .local)
            #expect(try await !scene.isLive(one))
            #expect(try await scene.isLive(two))
        }
    }

    @Test("the account's installation does not depend on who approved it")
    func approverGone() async throws {
        try await Self.run { scene in
            try await Self.install(scene)
            let answer = try await Self.token(scene)
            try await scene.leave()
            #expect(try await scene.isLive(answer))
            #expect(try await scene.isLive(try await Self.token(scene)))
        }
    }

    private static func run(_ body: @escaping @Sendable (Scene) async throws -> Void) async throws {
        try await Scene.run(.standard, itself, body)
    }

    private static func token(_ scene: Scene, scopes: [String] = [], account: String? = nil) async throws -> TokenAnswer {
        try await scene.world.clientToken(of: scene.platform, scopes: scopes, account: account, at: scene.site)
    }

    private static func install(_ scene: Scene, account: Account? = nil, approver: String = "ada@first.example") async throws {
        try await InstallPlatform(engine: scene.engine)(
            scene.platform.platform.clientID, account: (account ?? scene.account).publicID, approvedBy: approver, in: scene.tenant,
            by: .server)
    }
}
