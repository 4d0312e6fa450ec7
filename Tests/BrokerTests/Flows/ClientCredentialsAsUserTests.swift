import Broker
import Dialects
import Model
import OAuth
import TestSupport
import Testing

@Suite("an application that acts by itself as the person it is linked to", .database)
struct ClientCredentialsAsUserTests {
    @Test("gets that person's token, in their account, without a refresh token")
    func actsAsUser() async throws {
        try await Self.run { scene in
            try await Self.install(scene)
            let answer = try await Self.token(scene)
            #expect(answer.tokenType == .user)
            #expect(answer.refreshToken == nil)
            #expect(try await scene.access(answer).user?.id == scene.user.id)
        }
    }

    @Test("installed for the account alone it acts as nobody")
    func companyInstallation() async throws {
        try await Self.run { scene in
            try await InstallPlatform(engine: scene.engine)(
                scene.platform.platform.clientID, account: scene.account.publicID, approvedBy: scene.user.email, in: scene.tenant,
                by: .server)
            #expect(try await scene.refusal { try await Self.token(scene) } == .unauthorizedClient)
        }
    }

    @Test("when the person leaves or is disabled its tokens end and there are no new ones, until they are back", arguments: [true, false])
    func personGone(_ leaves: Bool) async throws {
        try await Self.run { scene in
            try await Self.install(scene)
            let answer = try await Self.token(scene)
            try await leaves ? scene.leave() : scene.setDisabled(true, .user(email: scene.user.email))
            #expect(try await !scene.isLive(answer))
            #expect(try await scene.refusal { try await Self.token(scene) } == .unauthorizedClient)
            try await leaves ? scene.join() : scene.setDisabled(false, .user(email: scene.user.email))
            #expect(try await scene.isLive(answer))
            #expect(try await scene.refusal { try await Self.token(scene) } == nil)
        }
    }

    @Test(
        "another scope, or having been disabled, ends its tokens; it stays installed, having nobody to ask again", arguments: [true, false])
    func generation(_ byScope: Bool) async throws {
        try await Self.run { scene in
            try await Self.install(scene)
            let answer = try await Self.token(scene)
            let clientID = scene.platform.platform.clientID
            if byScope {
                try await ChangePlatformScope(engine: scene.engine)(
                    [ScopeRecord(actions: ["request:Read"])], of: clientID, in: scene.tenant, by: .server)
            } else {
                for disabled in [true, false] { try await scene.setDisabled(disabled, .platform(clientID: clientID)) }
            }
            #expect(try await !scene.isLive(answer))
            #expect(try await scene.isLive(try await Self.token(scene)))
            #expect(try await !scene.isLive(answer))
            #expect(try await scene.eventTypes() == ["account.connected"])
        }
    }

    @Test("a disabled secret ends what it obtained")
    func secret() async throws {
        try await Self.run { scene in
            try await Self.install(scene)
            let answer = try await Self.token(scene)
            let clientID = scene.platform.platform.clientID
            let old = try #require(try await Listing(engine: scene.engine).secrets(of: clientID, tenant: scene.tenant).first)
            try await ChangePlatformSecrets(engine: scene.engine).disable(old.id, of: clientID, in: scene.tenant, by: .server)
            #expect(try await !scene.isLive(answer))
        }
    }

    @Test("linked to two people it must not guess between them")
    func twoPeople() async throws {
        try await Self.run { scene in
            _ = try await scene.colleague()
            try await Self.install(scene)
            try await Self.install(scene, user: "bob@first.example")
            #expect(try await scene.refusal { try await Self.token(scene) } == .invalidRequest)
        }
    }

    private static func run(_ body: @escaping @Sendable (Scene) async throws -> Void) async throws {
        try await Scene.run(.xurrent, Scene.Setup(redirectURIs: [], grantTypes: [.clientCredentials]), body)
    }

    private static func token(_ scene: Scene) async throws -> TokenAnswer {
        try await scene.world.clientToken(of: scene.platform, at: scene.site)
    }

    private static func install(_ scene: Scene, user: String = "ada@first.example") async throws {
        try await InstallPlatform(engine: scene.engine)(
            scene.platform.platform.clientID, account: scene.account.publicID, user: user, approvedBy: user, in: scene.tenant, by: .server)
    }
}
