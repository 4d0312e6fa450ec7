import Broker
import Dialects
import Model
import OAuth
import Secrets
import TestSupport
import Testing

@Suite("what a refresh token depends on", .database)
struct RefreshDependencyTests {
    /// What may be put to sleep and woken again (SECURITY row 74).
    enum Loss: String, Sendable, CaseIterable {
        case platform, account, user, membership
    }

    @Test(
        "a user's token sleeps with the user, the membership, the account and the platform, and wakes with them", arguments: Loss.allCases)
    func userGrant(_ loss: Loss) async throws {
        try await Scene.run(.standard, Scene.Setup(settings: TenantSettings(grantSubject: .user))) { scene in
            let first = try await scene.pair()
            #expect(first.tokenType == .user)
            try await Self.set(true, loss, in: scene)
            #expect(try await scene.refreshRefusal(first) == (loss == .platform ? .invalidClient : .invalidGrant))
            #expect(try await !scene.isLive(first))
            try await Self.set(false, loss, in: scene)
            #expect(try await scene.isLive(first))
            #expect(try await scene.refreshRefusal(first) == nil)
        }
    }

    @Test("an account's token does not depend on whoever approved it", arguments: Loss.allCases)
    func companyGrant(_ loss: Loss) async throws {
        try await Scene.run(.standard) { scene in
            let first = try await scene.pair()
            #expect(first.tokenType == .company)
            try await Self.set(true, loss, in: scene)
            let survives = [.user, .membership].contains(loss)
            #expect(try await scene.isLive(first) == survives)
            #expect(try await scene.refreshRefusal(first) == (survives ? nil : loss == .platform ? .invalidClient : .invalidGrant))
        }
    }

    @Test("of a disabled tenant, even who still holds its site gets no good token, and nothing is ended")
    func tenant() async throws {
        try await Scene.run(.standard) { scene in
            let first = try await scene.pair()
            try await scene.setDisabled(true, .tenant)
            let asleep = try? await scene.refresh(first)
            #expect(try await !scene.isLive(first))
            if let asleep { #expect(try await !scene.isLive(asleep)) }
            try await scene.setDisabled(false, .tenant)
            #expect(try await scene.refreshRefusal(asleep ?? first) == nil)
        }
    }

    @Test("what the grant was narrowed to is all there is left to refresh")
    func narrowedGrant() async throws {
        try await Scene.run(.standard, Scene.Setup(scopes: ["read", "write"])) { scene in
            let first = try await scene.pair()
            let grant = try #require(try await scene.liveGrants().first)
            #expect(try await scene.change(.narrow(["read"]), of: grant.id, as: try await scene.session()))
            #expect(try await scene.access(first).scopes == ["read"])
            #expect(try await scene.refreshRefusal(first, scopes: ["write"]) == .invalidScope)
            let second = try await scene.refresh(first)
            #expect(second.scopes == ["read"])
            #expect(try await scene.access(second).scopes == ["read"])
        }
    }

    @Test("a scope taken from the platform is refreshed no longer, and with none left the token is kept (SECURITY row 79)")
    func platformScopes() async throws {
        try await Scene.run(.standard, Scene.Setup(scopes: ["read", "write"])) { scene in
            let first = try await scene.pair()
            try await Self.setScopes("{read}", in: scene)
            let second = try await scene.refresh(first)
            #expect(second.scopes == ["read"])
            try await Self.setScopes("{other}", in: scene)
            #expect(try await scene.refreshRefusal(second) == .invalidScope)
            try await Self.setScopes("{read,write}", in: scene)
            #expect(try await scene.refresh(second).scopes == ["read", "write"])
        }
    }

    @Test("a disabled secret ends what it obtained in Xurrent, and nothing by the standard", arguments: [Dialect.xurrent, .standard])
    func secret(_ dialect: Dialect) async throws {
        try await Scene.run(dialect) { scene in
            let first = try await scene.pair()
            let second = try await scene.refresh(first)
            let clientID = scene.platform.platform.clientID
            let change = ChangePlatformSecrets(engine: scene.engine)
            let old = try #require(try await Listing(engine: scene.engine).secrets(of: clientID, tenant: scene.tenant).first)
            let secret = try await change.add(to: clientID, lifetime: nil, in: scene.tenant, by: .server).secret
            try await change.disable(old.id, of: clientID, in: scene.tenant, by: .server)
            let ends = dialect.name == "xurrent"
            #expect(try await scene.isLive(second) == !ends)
            let refusal = try await scene.refusal { try await Self.refresh(second, with: secret, in: scene) }
            #expect(refusal == (ends ? .invalidGrant : nil))
            #expect(try await scene.refreshRefusal(second) == .invalidClient)
            #expect(try await !scene.eventTypes().contains("token.replayed"))
        }
    }

    @Test("what was refreshed with the new secret outlives the old one")
    func secretReplaced() async throws {
        try await Scene.run(.xurrent) { scene in
            let clientID = scene.platform.platform.clientID
            let change = ChangePlatformSecrets(engine: scene.engine)
            let old = try #require(try await Listing(engine: scene.engine).secrets(of: clientID, tenant: scene.tenant).first)
            let first = try await scene.pair()
            let secret = try await change.add(to: clientID, lifetime: nil, in: scene.tenant, by: .server).secret
            let second = try await Self.refresh(first, with: secret, in: scene)
            try await change.disable(old.id, of: clientID, in: scene.tenant, by: .server)
            #expect(try await !scene.isLive(first))
            #expect(try await scene.isLive(second))
            let third = try await Self.refresh(second, with: secret, in: scene)
            #expect(try await scene.isLive(third))
        }
    }

    @Test("another scope of the application, or disabling it, ends all for good where the dialect says so", arguments: [true, false])
    func generation(_ byScope: Bool) async throws {
        try await Scene.run(.xurrent) { scene in
            let first = try await scene.pair()
            let code = try await scene.code()
            let clientID = scene.platform.platform.clientID
            if byScope {
                try await ChangePlatformScope(engine: scene.engine)(
                    [ScopeRecord(actions: ["request:Read"])], of: clientID, in: scene.tenant, by: .server)
            } else {
                for disabled in [true, false] { try await scene.setDisabled(disabled, .platform(clientID: clientID)) }
            }
            #expect(try await !scene.isLive(first))
            #expect(try await scene.refreshRefusal(first) == .invalidGrant)
            #expect(try await scene.refusal(of: code) == .invalidGrant)
            #expect(try await !scene.eventTypes().contains("token.replayed"))
            let again = try await scene.pair()
            #expect(try await scene.isLive(again))
            #expect(try await scene.refreshRefusal(again) == nil)
            #expect(try await scene.refreshRefusal(first) == .invalidGrant)
        }
    }

    private static func set(_ lost: Bool, _ loss: Loss, in scene: Scene) async throws {
        switch loss {
        case .platform: try await scene.setDisabled(lost, .platform(clientID: scene.platform.platform.clientID))
        case .account: try await scene.setDisabled(lost, .account(publicID: scene.account.publicID))
        case .user: try await scene.setDisabled(lost, .user(email: scene.user.email))
        case .membership: try await lost ? scene.leave() : scene.join()
        }
    }

    private static func setScopes(_ scopes: String, in scene: Scene) async throws {
        let id = scene.platform.platform.id.rawValue
        try await scene.world.inspect { session in
            try session.execute("UPDATE platform SET scopes = \(scopes)::text[] WHERE id = \(id)", rows: 1)
        }
    }

    private static func refresh(_ answer: TokenAnswer, with secret: PlainSecret, in scene: Scene) async throws -> TokenAnswer {
        try await IssueToken(engine: scene.engine)(
            TokenRequest(
                grantType: .refreshToken,
                credentials: ClientCredentials(clientID: scene.platform.platform.clientID, clientSecret: secret.value),
                parameters: try OAuthParameters([("refresh_token", try #require(answer.refreshToken).text)])),
            at: scene.site, origin: .local)
    }
}
