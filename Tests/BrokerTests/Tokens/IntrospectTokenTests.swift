import Broker
import Dialects
import Model
import OAuth
import Secrets
import TestSupport
import Testing

@Suite("telling others about a token (RFC 7662)", .database)
struct IntrospectTokenTests {
    @Test("its platform is told what it stands for")
    func platform() async throws {
        try await Scene.run(.standard, Scene.Setup(scopes: ["read", "write"])) { scene in
            let answer = try await scene.pair()
            let told = try #require(try await Self.ask(answer.accessToken, by: .client(scene.platform.credentials), scene))
            #expect(told.scopes == ["read", "write"])
            #expect(told.clientID == scene.platform.platform.clientID)
            #expect(told.subject == "account:\(scene.account.publicID)")
            #expect(told.username == nil)
            #expect(told.accountID == scene.account.publicID)
            #expect(told.issuer == scene.site.baseURL)
            #expect(try #require(told.expiresAt) - told.issuedAt == 3600)
            #expect(told.actions == nil)
        }
    }

    @Test("of a user's token the user is told")
    func user() async throws {
        try await Scene.run(.standard, Scene.Setup(settings: TenantSettings(grantSubject: .user))) { scene in
            let answer = try await scene.pair()
            let told = try #require(try await Self.ask(answer.accessToken, by: .client(scene.platform.credentials), scene))
            #expect(told.subject == scene.user.id.description)
            #expect(told.username == "ada@first.example")
            #expect(Dictionary(uniqueKeysWithValues: told.members)["grant_subject"] == "user")
        }
    }

    @Test("of every token that is not its own to know a platform is told the same: nothing (SECURITY row 89)")
    func notItsOwn() async throws {
        try await Scene.run(.standard) { scene in
            let other = try await scene.world.platform(name: "Other", in: scene.tenant)
            let answer = try await scene.pair()
            let revoked = try await scene.pair()
            try await RevokeToken(engine: scene.engine)(
                PlainSecret(revoked.accessToken), by: scene.platform.credentials, at: scene.site, origin: .local)
            #expect(try await Self.ask(answer.accessToken, by: .client(other.credentials), scene) == nil)
            for text in [revoked.accessToken, "x", "", try #require(answer.refreshToken).text, answer.accessToken + "A"] {
                #expect(try await Self.ask(text, by: .client(scene.platform.credentials), scene) == nil)
            }
            try await scene.moveClock(to: .seconds(3601))
            #expect(try await Self.ask(answer.accessToken, by: .client(scene.platform.credentials), scene) == nil)
        }
    }

    @Test("who proves nothing is told nothing, and a public platform has nothing to prove with (SECURITY row 88)")
    func callers() async throws {
        try await Scene.run(.standard) { scene in
            let answer = try await scene.pair()
            let app = try await scene.world.platform(name: "App", isPublic: true, in: scene.tenant)
            let clientID = scene.platform.platform.clientID
            for (credentials, refusal) in [
                (ClientCredentials(clientID: clientID, clientSecret: "wrong"), OAuthErrorCode.invalidClient),
                (ClientCredentials(clientID: clientID, clientSecret: nil), .invalidClient),
                (ClientCredentials(clientID: "none", clientSecret: scene.platform.secret.value), .invalidClient),
                (app.credentials, .unauthorizedClient),
            ] {
                #expect(try await scene.refusal { try await Self.ask(answer.accessToken, by: .client(credentials), scene) } == refusal)
            }
        }
    }

    @Test("the vendor's own API asks about every token of its tenant, by a key of this tenant or the operator")
    func vendor() async throws {
        try await Scene.run(.xurrent, Scene.Setup(roles: ["auditor"])) { scene in
            let scope = [ScopeRecord(actions: ["request:R"])]
            let personal = try #require(
                try await PersonalAccessTokens(engine: scene.engine).create(
                    name: "Script", scope: scope, account: scene.account.publicID, session: try await scene.session(), at: scene.site,
                    origin: .local))
            let answer = try await scene.pair()
            let other = try await scene.world.tenant(.xurrent)
            for key in [try await scene.adminKey(of: scene.tenant), try await scene.adminKey()] {
                #expect(try await Self.ask(answer.accessToken, by: .vendor(key: key), scene)?.clientID == scene.platform.platform.clientID)
                let told = try #require(try await Self.ask(personal.value, by: .vendor(key: key), scene))
                #expect(told.clientID == nil)
                #expect(told.username == "ada@first.example")
                #expect(told.actions == ["request:Read"])
                #expect(try await Self.ask("x", by: .vendor(key: key), scene) == nil)
            }
            for key in [try await scene.adminKey(of: other), PlainSecret("x"), PlainSecret(answer.accessToken)] {
                #expect(try await scene.refusal { try await Self.ask(answer.accessToken, by: .vendor(key: key), scene) } == .invalidToken)
            }
            // A platform is told of no personal token.
            #expect(try await Self.ask(personal.value, by: .client(scene.platform.credentials), scene) == nil)
        }
    }

    @Test("actions are told in the account asked about, and a strange account is invalid_request")
    func account() async throws {
        try await Scene.run(.xurrent, Scene.Setup(roles: ["account_administrator"])) { scene in
            let other = try await scene.world.account("Other", in: scene.tenant)
            try await ChangeMembership(engine: scene.engine).join(
                email: scene.user.email, account: other.publicID, roles: [], in: scene.tenant, by: .server)
            let token = try await scene.pair().accessToken
            let caller = IntrospectToken.Caller.client(scene.platform.credentials)
            let all = try #require(try await Self.ask(token, by: caller, scene)?.actions)
            let few = try #require(try await Self.ask(token, account: other.publicID, by: caller, scene)?.actions)
            #expect(Set(few).isStrictSubset(of: Set(all)))
            #expect(try await scene.refusal { try await Self.ask(token, account: "none", by: caller, scene) } == .invalidRequest)
        }
    }

    private static func ask(
        _ token: String, account: String? = nil, by caller: IntrospectToken.Caller, _ scene: Scene
    ) async throws -> IntrospectionAnswer? {
        try await IntrospectToken(engine: scene.engine)(
            PlainSecret(token), account: account, by: caller, at: scene.site, origin: .local)
    }
}
