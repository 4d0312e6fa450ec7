import Broker
import Dialects
import Model
import OAuth
import Secrets
import TestSupport
import Testing

@Suite("tokens people make for themselves", .database)
struct PersonalAccessTokensTests {
    private static let scope = [ScopeRecord(actions: ["request:Read"])]

    @Test(
        "by the seven documented roles and nobody else",
        arguments: Dialect.xurrent.rules.personalAccessTokenRoles.map { ([$0], true) } + [
            ([], false), (["administrator"], false), (["end_user"], false), (["AUDITOR"], false),
        ])
    func roles(_ roles: [String], may: Bool) async throws {
        #expect(Dialect.xurrent.rules.personalAccessTokenRoles.count == 7)
        try await Scene.run(.xurrent, Scene.Setup(roles: roles)) { scene in
            let session = try await scene.session()
            #expect(try await Self.tokens(scene).accounts(of: session, at: scene.site).isEmpty == !may)
            let token = try await Self.create(scene, session)
            #expect((token != nil) == may)
            guard let token else { return }
            guard case .personal(let found) = try await ValidateToken(engine: scene.engine)(token, at: scene.site) else {
                Issue.record("it stands for something else")
                return
            }
            #expect(found.user.id == scene.user.id)
            #expect(found.account.id == scene.account.id)
            #expect(found.name == "Script")
            #expect(found.roles == roles)
            #expect(try await Self.tokens(scene).list(of: session, at: scene.site).map(\.id) == [found.id])
            #expect(try await scene.audit("personal_access_token.created").count == 1)
        }
    }

    @Test("are none where the dialect has no such roles, and no such text is looked for")
    func otherDialects() async throws {
        for dialect in Dialect.all where dialect.rules.personalAccessTokenRoles.isEmpty {
            try await Scene.run(dialect) { scene in
                let session = try await scene.session()
                #expect(try await Self.create(scene, session) == nil)
                #expect(try await Self.tokens(scene).accounts(of: session, at: scene.site).isEmpty)
            }
        }
    }

    @Test("sleep with their creator and the account, end with the membership for good, and are worth the roles of now")
    func depends() async throws {
        try await Scene.run(.xurrent, Scene.Setup(roles: ["auditor"])) { scene in
            let token = try #require(try await Self.create(scene, try await scene.session()))
            for subject in [SetDisabled.Subject.user(email: scene.user.email), .account(publicID: scene.account.publicID)] {
                try await scene.setDisabled(true, subject)
                #expect(try await !scene.isLive(token))
                try await scene.setDisabled(false, subject)
                #expect(try await scene.isLive(token))
            }
            // A role lost makes it worth less, not nothing.
            try await scene.join(roles: [])
            #expect(try await scene.isLive(token))
            try await scene.leave()
            try await scene.join(roles: ["auditor"])
            #expect(try await !scene.isLive(token))
        }
    }

    @Test("are not good for who still holds the site of a disabled tenant")
    func disabledTenant() async throws {
        try await Scene.run(.xurrent, Scene.Setup(roles: ["auditor"])) { scene in
            let token = try #require(try await Self.create(scene, try await scene.session()))
            for disabled in [true, false] {
                try await scene.setDisabled(disabled, .tenant)
                #expect(try await scene.isLive(token) == !disabled)
            }
        }
    }

    @Test("are revoked by their creator, once, and by nobody else")
    func revokes() async throws {
        try await Scene.run(.xurrent, Scene.Setup(roles: ["account_administrator"])) { scene in
            let session = try await scene.session()
            let bob = try await scene.session(of: try await scene.colleague(roles: ["account_administrator"]))
            let token = try #require(try await Self.create(scene, session))
            let id = try #require(try await Self.tokens(scene).list(of: session, at: scene.site).first).id
            #expect(try await Self.tokens(scene).list(of: bob, at: scene.site).isEmpty)
            #expect(try await !Self.tokens(scene).revoke(id, session: bob, at: scene.site, origin: .local))
            #expect(try await scene.isLive(token))
            #expect(try await Self.tokens(scene).revoke(id, session: session, at: scene.site, origin: .local))
            #expect(try await !scene.isLive(token))
            #expect(try await !Self.tokens(scene).revoke(id, session: session, at: scene.site, origin: .local))
            #expect(try await scene.audit("personal_access_token.revoked").count == 1)
        }
    }

    @Test("a bad name or scope is refused by its field")
    func badInput() async throws {
        try await Scene.run(.xurrent, Scene.Setup(roles: ["auditor"])) { scene in
            let session = try await scene.session()
            let wide = Array(repeating: ScopeRecord(actions: ["request:Read"]), count: 51)
            for (name, scope, field) in [
                ("", Self.scope, "name"), (String(repeating: "n", count: 129), Self.scope, "name"), ("a\nb", Self.scope, "name"),
                ("Script", [], "scope_rules"), ("Script", wide, "scope_rules"), ("Script", [ScopeRecord(actions: [])], "scope_rules"),
                ("Script", [ScopeRecord(actions: ["request:Read"], accounts: ["not an id"])], "scope_rules"),
            ] {
                let error = await #expect(throws: InputError.self) { try await Self.create(scene, session, name: name, scope: scope) }
                #expect(error?.field == field)
            }
            #expect(try await Self.create(scene, session, name: String(repeating: "n", count: 128)) != nil)
        }
    }

    @Test("only in an account in which one has the role")
    func otherAccount() async throws {
        try await Scene.run(.xurrent, Scene.Setup(roles: ["auditor"])) { scene in
            let other = try await scene.world.account("Other", in: scene.tenant)
            try await ChangeMembership(engine: scene.engine).join(
                email: scene.user.email, account: other.publicID, roles: [], in: scene.tenant, by: .server)
            let session = try await scene.session()
            #expect(try await Self.create(scene, session, account: other.publicID) == nil)
            #expect(try await Self.create(scene, session, account: "none") == nil)
        }
    }

    private static func tokens(_ scene: Scene) -> PersonalAccessTokens { PersonalAccessTokens(engine: scene.engine) }

    private static func create(
        _ scene: Scene, _ session: BrowserSession, name: String = "Script", scope: [ScopeRecord] = scope, account: String? = nil
    ) async throws -> PlainSecret? {
        try await tokens(scene).create(
            name: name, scope: scope, account: account ?? scene.account.publicID, session: session, at: scene.site, origin: .local)
    }
}
