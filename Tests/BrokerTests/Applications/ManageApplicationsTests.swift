import Broker
import Dialects
import Model
import OAuth
import Secrets
import TestSupport
import Testing

@Suite("an account's own applications", .database)
struct ManageApplicationsTests {
    private static let scope = [ScopeRecord(actions: ["request:Read"])]

    @Test(
        "are registered by the documented roles and by nobody else",
        arguments: [
            (["account_administrator"], true), (["directory_administrator"], true), (["specialist", "directory_administrator"], true),
            ([], false), (["administrator"], false), (["auditor", "specialist", "account_designer", "directory_designer"], false),
            (["ACCOUNT_ADMINISTRATOR"], false),
        ])
    func roles(_ roles: [String], may: Bool) async throws {
        try await Scene.run(.xurrent, Scene.Setup(roles: roles)) { scene in
            let (manage, session) = (ManageApplications(engine: scene.engine), try await scene.session())
            #expect(try await manage.accounts(of: session, at: scene.site).isEmpty == !may)
            let registered = try await Self.register(scene, session)
            #expect((registered != nil) == may)
            guard let registered else { return }
            #expect(registered.platform.ownerAccountID == scene.account.id)
            #expect(registered.platform.grantTypes == [.authorizationCode, .refreshToken])
            let listed = try await manage.list(account: scene.account, at: scene.site)
            #expect(listed.map(\.platform.clientID) == [registered.platform.clientID])
            #expect(listed.first?.scope == Self.scope)
            #expect(listed.first?.secrets.count == 1)
            #expect(try await scene.audit("platform.registered").last?.actorID == scene.user.id.description)
        }
    }

    @Test("nobody registers any where the dialect has no such roles")
    func otherDialects() async throws {
        for dialect in Dialect.all where dialect.rules.applicationManagers.isEmpty {
            try await Scene.run(dialect, Scene.Setup(roles: ["administrator", "account_administrator"])) { scene in
                let session = try await scene.session()
                #expect(try await ManageApplications(engine: scene.engine).accounts(of: session, at: scene.site).isEmpty)
                #expect(try await Self.register(scene, session) == nil)
            }
        }
    }

    @Test("belong to the account in which one has the role, not to others one is in")
    func otherAccount() async throws {
        try await Scene.run(.xurrent, Scene.Setup(roles: ["account_administrator"])) { scene in
            let other = try await scene.world.account("Other", in: scene.tenant)
            try await ChangeMembership(engine: scene.engine).join(
                email: scene.user.email, account: other.publicID, roles: ["auditor"], in: scene.tenant, by: .server)
            let manage = ManageApplications(engine: scene.engine)
            let session = try await scene.session()
            #expect(try await manage.accounts(of: session, at: scene.site).map(\.id) == [scene.account.id])
            #expect(try await Self.register(scene, session, account: other.publicID) == nil)
            #expect(try await Self.register(scene, session, account: "none") == nil)
        }
    }

    @Test("are managed by every such administrator of the account, and by nobody of another; the vendor's own by none")
    func manages() async throws {
        try await Scene.run(.xurrent, Scene.Setup(roles: ["account_administrator"])) { scene in
            let other = try await scene.world.account("Other", in: scene.tenant)
            let eve = try await scene.world.user("eve@other.example", in: [other], roles: ["account_administrator"], of: scene.tenant)
            let bob = try await scene.session(of: try await scene.colleague(roles: ["directory_administrator"]))
            let registered = try #require(try await Self.register(scene, try await scene.session()))
            let clientID = registered.platform.clientID
            #expect(try await Self.changes(clientID, scene, try await scene.session(of: eve)) == [false, false, false])
            #expect(try await Self.changes(clientID, scene, bob) == [true, true, true])
            #expect(try await Self.changes(scene.platform.platform.clientID, scene, bob) == [false, false, false])
            #expect(try await Self.changes("none", scene, bob) == [false, false, false])
            try await scene.join("bob@first.example", roles: ["auditor"])
            #expect(try await Self.changes(clientID, scene, bob) == [false, false, false])
        }
    }

    @Test("can be connected to their own account only")
    func owner() async throws {
        try await Scene.run(.xurrent, Scene.Setup(roles: ["account_administrator"])) { scene in
            let other = try await scene.world.account("Other", in: scene.tenant)
            let eve = try await scene.world.user("eve@other.example", in: [other, scene.account], of: scene.tenant)
            let registered = try #require(try await Self.register(scene, try await scene.session()))
            await #expect(throws: InputError.self) {
                try await scene.world.code(for: registered.platform, account: other, user: eve, in: scene.tenant)
            }
            _ = try await scene.world.code(for: registered.platform, account: scene.account, user: eve, in: scene.tenant)
        }
    }

    @Test("one that acts by itself acts at once, as whoever registered it")
    func actsAsRegistrant() async throws {
        try await Scene.run(.xurrent, Scene.Setup(roles: ["account_administrator"])) { scene in
            let registered = try #require(try await Self.register(scene, try await scene.session(), grantType: .clientCredentials))
            #expect(registered.platform.grantTypes == [.clientCredentials])
            let answer = try await scene.world.clientToken(of: registered, at: scene.site)
            #expect(try await scene.access(answer).user?.id == scene.user.id)
            #expect(answer.refreshToken == nil)
        }
    }

    @Test("one that acts as somebody gets more only from that person, and may be stopped by every administrator")
    func onlyAsItself() async throws {
        try await Scene.run(.xurrent, Scene.Setup(roles: ["account_administrator"])) { scene in
            let (ada, manage) = (try await scene.session(), ManageApplications(engine: scene.engine))
            let bob = try await scene.session(of: try await scene.colleague(roles: ["account_administrator"]))
            let registered = try #require(try await Self.register(scene, ada, grantType: .clientCredentials))
            let (clientID, site) = (registered.platform.clientID, scene.site)
            let answer = try await scene.world.clientToken(of: registered, at: site)

            #expect(try await manage.addSecret(to: clientID, session: bob, at: site, origin: .local) == nil)
            #expect(try await !manage.setScope([ScopeRecord(actions: ["*:*"])], of: clientID, session: bob, at: site, origin: .local))
            #expect(try await scene.isLive(answer))
            #expect(try await manage.setDisabled(true, clientID, session: bob, at: site, origin: .local))
            #expect(try await !scene.isLive(answer))
            // To wake it is to let it act as Ada again.
            #expect(try await !manage.setDisabled(false, clientID, session: bob, at: site, origin: .local))
            #expect(try await scene.refusal { try await scene.world.clientToken(of: registered, at: site) } == .invalidClient)
            #expect(try await manage.setDisabled(false, clientID, session: ada, at: site, origin: .local))
            let next = try await scene.world.clientToken(of: registered, at: site)
            #expect(try await scene.access(next).user?.id == scene.user.id)
            #expect(try await manage.setScope([ScopeRecord(actions: ["task:R"])], of: clientID, session: ada, at: site, origin: .local))
            #expect(try await !scene.isLive(next))
            #expect(try await scene.isLive(try await scene.world.clientToken(of: registered, at: site)))
        }
    }

    @Test("a disabled secret ends what it obtained, and one that is not there is named by its field")
    func secrets() async throws {
        try await Scene.run(.xurrent, Scene.Setup(roles: ["account_administrator"])) { scene in
            let (session, manage) = (try await scene.session(), ManageApplications(engine: scene.engine))
            let registered = try #require(try await Self.register(scene, session, grantType: .clientCredentials))
            let clientID = registered.platform.clientID
            let answer = try await scene.world.clientToken(of: registered, at: scene.site)
            let first = try #require(try await manage.list(account: scene.account, at: scene.site).first?.secrets.first).id
            #expect(try await manage.addSecret(to: clientID, session: session, at: scene.site, origin: .local) != nil)
            #expect(try await manage.disableSecret(first, of: clientID, session: session, at: scene.site, origin: .local))
            #expect(try await !scene.isLive(answer))
            let unknown = PlatformSecret.ID(rawValue: try SecureRandom.uuid())
            let error = await #expect(throws: NotFound.self) {
                try await manage.disableSecret(unknown, of: clientID, session: session, at: scene.site, origin: .local)
            }
            #expect(error?.kind == "secret")
        }
    }

    @Test("a bad registration is refused by its field, and nothing is stored")
    func badInput() async throws {
        try await Scene.run(.xurrent, Scene.Setup(roles: ["account_administrator"])) { scene in
            let session = try await scene.session()
            let before = try await scene.world.rowCounts()
            let inputs: [(ManageApplications.Input, String)] = [
                (.init(name: "", redirectURIs: [World.redirectURI], scope: Self.scope), "name"),
                (.init(name: "App", redirectURIs: [], scope: Self.scope), "redirect_uris"),
                (.init(name: "App", redirectURIs: ["http://partner.example"], scope: Self.scope), "redirect_uris"),
                (.init(name: "App", redirectURIs: [World.redirectURI], scope: []), "scope_rules"),
                (.init(name: "App", redirectURIs: [World.redirectURI], scope: [ScopeRecord(actions: ["x:Read"])]), "scope_rules"),
                (.init(name: "App", url: "javascript:x", redirectURIs: [World.redirectURI], scope: Self.scope), "url"),
                (.init(name: "App", grantType: GrantType(rawValue: "password"), scope: Self.scope), "grant_types"),
                (.init(name: "App", redirectURIs: [World.redirectURI], grantType: .clientCredentials, scope: Self.scope), "redirect_uris"),
            ]
            for (input, field) in inputs {
                let error = await #expect(throws: InputError.self) {
                    try await ManageApplications(engine: scene.engine).register(
                        input, account: scene.account.publicID, session: session, at: scene.site, origin: .local)
                }
                #expect(error?.field == field)
            }
            #expect(try await scene.world.rowCounts() == before)
        }
    }

    private static func register(
        _ scene: Scene, _ session: BrowserSession, grantType: GrantType = .authorizationCode, account: String? = nil
    ) async throws -> RegisterPlatform.Registered? {
        try await ManageApplications(engine: scene.engine).register(
            ManageApplications.Input(
                name: "Own", redirectURIs: grantType == .authorizationCode ? [World.redirectURI] : [], grantType: grantType, scope: scope),
            account: account ?? scene.account.publicID, session: session, at: scene.site, origin: .local)
    }

    /// Whether this person may add a secret, set the scope and disable.
    private static func changes(_ clientID: String, _ scene: Scene, _ session: BrowserSession) async throws -> [Bool] {
        let manage = ManageApplications(engine: scene.engine)
        return [
            try await manage.addSecret(to: clientID, session: session, at: scene.site, origin: .local) != nil,
            try await manage.setScope(scope, of: clientID, session: session, at: scene.site, origin: .local),
            try await manage.setDisabled(true, clientID, session: session, at: scene.site, origin: .local),
        ]
    }
}
