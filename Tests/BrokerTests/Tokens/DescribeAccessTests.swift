import Broker
import Dialects
import Model
import OAuth
import Secrets
import TestSupport
import Testing

@Suite("saying what a token may do", .database)
struct DescribeAccessTests {
    @Test("what both the scope and the roles allow, with the roles of now", arguments: [false, true])
    func intersection(_ isPersonal: Bool) async throws {
        try await Scene.run(.xurrent, Scene.Setup(roles: ["directory_auditor"])) { scene in
            let scope = [ScopeRecord(actions: ["person:*", "request:*"]), ScopeRecord(effect: .deny, actions: ["request:Delete"])]
            let token = try await Self.token(isPersonal, scope: scope, scene)
            #expect(
                try await Self.actions(token, scene) == ["person:Read", "request:Create", "request:Read", "request:Update"])
            try await scene.join(roles: ["account_administrator"])
            #expect(
                try await Self.actions(token, scene) == [
                    "person:Create", "person:Delete", "person:Read", "person:Update", "request:Create", "request:Read", "request:Update",
                ])
            try await scene.join(roles: [])
            #expect(try await Self.actions(token, scene) == ["request:Create", "request:Read", "request:Update"])
        }
    }

    @Test("in another account what the roles there allow, and what the scope's conditions leave")
    func workingAccount() async throws {
        try await Scene.run(.xurrent, Scene.Setup(roles: ["account_administrator"])) { scene in
            let other = try await scene.world.account("Other", in: scene.tenant)
            let third = try await scene.world.account("Third", in: scene.tenant)
            try await ChangeMembership(engine: scene.engine).join(
                email: scene.user.email, account: other.publicID, roles: ["auditor"], in: scene.tenant, by: .server)
            let scope = [
                ScopeRecord(actions: ["task:RD"]), ScopeRecord(actions: ["site:R"], accounts: [other.publicID]),
                ScopeRecord(effect: .deny, actions: ["task:Delete"], accounts: [scene.account.publicID]),
            ]
            let token = try await Self.token(false, scope: scope, scene)
            #expect(try await Self.actions(token, scene) == ["task:Read"])
            #expect(try await Self.actions(token, in: scene.account.publicID, scene) == ["task:Read"])
            #expect(try await Self.actions(token, in: other.publicID, scene) == ["site:Read", "task:Read"])
            for account in [third.publicID, "none", "", other.publicID.uppercased() + "X", "*"] {
                let error = await #expect(throws: OAuthError.self) { try await Self.actions(token, in: account, scene) }
                #expect(error?.code == .invalidRequest)
                #expect(error?.description == "Invalid x-xurrent-account header")
            }
            try await scene.setDisabled(true, .account(publicID: other.publicID))
            #expect(try await scene.refusal { try await Self.actions(token, in: other.publicID, scene) } == .invalidRequest)
        }
    }

    @Test("an account's own application stays in that account, a personal token does not")
    func ownApplication() async throws {
        try await Scene.run(.xurrent, Scene.Setup(roles: ["account_administrator"])) { scene in
            let other = try await scene.world.account("Other", in: scene.tenant)
            try await ChangeMembership(engine: scene.engine).join(
                email: scene.user.email, account: other.publicID, roles: ["auditor"], in: scene.tenant, by: .server)
            let own = try await scene.world.platform(
                name: "Own", scopeRecords: [ScopeRecord(actions: ["task:R"])], owner: scene.account, in: scene.tenant)
            let code = try await scene.world.code(for: own.platform, account: scene.account, user: scene.user, in: scene.tenant)
            let token = PlainSecret(try await scene.world.exchange(code, by: own, in: scene.tenant).accessToken)
            #expect(try await Self.actions(token, scene) == ["task:Read"])
            #expect(try await scene.refusal { try await Self.actions(token, in: other.publicID, scene) } == .invalidRequest)
            let personal = try await Self.token(true, scope: [ScopeRecord(actions: ["task:R"])], scene)
            #expect(try await Self.actions(personal, in: other.publicID, scene) == ["task:Read"])
        }
    }

    @Test("nothing of a token that is not good")
    func notGood() async throws {
        try await Scene.run(.xurrent, Scene.Setup(roles: ["auditor"])) { scene in
            let token = try await Self.token(true, scope: [ScopeRecord(actions: ["*:*"])], scene)
            try await scene.setDisabled(true, .user(email: scene.user.email))
            #expect(try await scene.refusal { try await Self.actions(token, scene) } == .invalidToken)
            try await scene.setDisabled(false, .user(email: scene.user.email))
            #expect(try await !Self.actions(token, scene).isEmpty)
            #expect(try await scene.refusal { try await Self.actions(PlainSecret("x"), scene) } == .invalidToken)
        }
    }

    private static func token(_ isPersonal: Bool, scope: [ScopeRecord], _ scene: Scene) async throws -> PlainSecret {
        if isPersonal {
            let made = try await PersonalAccessTokens(engine: scene.engine).create(
                name: "Script", scope: scope, account: scene.account.publicID, session: try await scene.session(), at: scene.site,
                origin: .local)
            return try #require(made)
        }
        try await ChangePlatformScope(engine: scene.engine)(
            scope, of: scene.platform.platform.clientID, in: scene.tenant, by: .server)
        return PlainSecret(try await scene.pair().accessToken)
    }

    private static func actions(_ token: PlainSecret, in account: String? = nil, _ scene: Scene) async throws -> [String] {
        let working = account.map { DescribeAccess.WorkingAccount(header: "X-Xurrent-Account", id: $0) }
        return try await DescribeAccess(engine: scene.engine)(token, in: working, at: scene.site).1
    }
}
