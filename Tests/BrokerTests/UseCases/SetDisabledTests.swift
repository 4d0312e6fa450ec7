import Broker
import Model
import OAuth
import Secrets
import TestSupport
import Testing

@Suite("disabling, which puts to sleep and wakes again", .database)
struct SetDisabledTests {
    @Test("a platform's tokens, codes and requests sleep with it")
    func platform() async throws {
        try await Scene.run { scene in
            let token = try await scene.token()
            let code = try await scene.code()
            let clientID = scene.platform.platform.clientID
            try await Self.set(true, .platform(clientID: clientID), in: scene)
            #expect(try await !scene.isLive(token))
            #expect(try await scene.refusal(of: code) == .invalidClient)
            let request = AuthorizationRequest(clientID: clientID, parameters: .success(try OAuthParameters([])))
            guard case .unknownPlatform = try await CheckAuthorization(engine: scene.engine)(request, at: scene.site) else {
                Issue.record("a disabled platform was asked about")
                return
            }
            let error = await #expect(throws: OAuthError.self) { try await scene.disconnect(token) }
            #expect(error?.code == .invalidToken)
            #expect(error?.reason == .clientDisabled)

            try await Self.set(false, .platform(clientID: clientID), in: scene)
            #expect(try await scene.isLive(token))
            #expect(try await scene.refusal(of: code) == nil)
        }
    }

    @Test("an account's tokens and codes sleep with it, and nobody can connect it")
    func account() async throws {
        try await Scene.run { scene in
            let token = try await scene.token()
            let code = try await scene.code()
            try await Self.set(true, .account(publicID: scene.account.publicID), in: scene)
            #expect(try await !scene.isLive(token))
            #expect(try await scene.refusal(of: code) == .invalidGrant)
            let memberships = try await scene.stores { [user = scene.user.id] stores in try stores.memberships.live(user: user) }
            #expect(memberships.isEmpty)

            try await Self.set(false, .account(publicID: scene.account.publicID), in: scene)
            #expect(try await scene.isLive(token))
            #expect(try await scene.refusal(of: code) == nil)
        }
    }

    @Test("a user cannot sign in, has no session, and no code of theirs is good, while the account's token works on")
    func user() async throws {
        try await Scene.run { scene in
            let token = try await scene.token()
            let code = try await scene.code()
            let session = try await scene.signedIn()
            try await Self.set(true, .user(email: "ADA@first.example"), in: scene)
            #expect(try await FindBrowserSession(engine: scene.engine)(session, at: scene.site) == nil)
            #expect(try await scene.signIn() == .refused)
            #expect(try await scene.refusal(of: code) == .invalidGrant)
            #expect(try await scene.isLive(token))

            try await Self.set(false, .user(email: "ada@first.example"), in: scene)
            #expect(try await FindBrowserSession(engine: scene.engine)(session, at: scene.site) != nil)
            #expect(try await scene.signIn() == .signedIn)
            #expect(try await scene.refusal(of: code) == nil)
        }
    }

    @Test("a code of somebody who has left the account is refused, and good again if they come back in time")
    func membership() async throws {
        try await Scene.run { scene in
            let code = try await scene.code()
            let (change, id) = (ChangeMembership(engine: scene.engine), scene.account.publicID)
            try await change.leave(email: "ada@first.example", account: id, in: scene.tenant, by: .server)
            #expect(try await scene.refusal(of: code) == .invalidGrant)
            try await change.join(email: "ada@first.example", account: id, roles: [], in: scene.tenant, by: .server)
            #expect(try await scene.refusal(of: code) == nil)
        }
    }

    @Test("a tenant is absent, and even who still holds its site gets no good token")
    func tenant() async throws {
        try await Scene.run { scene in
            let token = try await scene.token()
            try await Self.set(true, .tenant, in: scene)
            #expect(try await FindSite(engine: scene.engine)(slug: scene.tenant.slug) == nil)
            #expect(try await !scene.isLive(token))
            try await Self.set(false, .tenant, in: scene)
            #expect(try await FindSite(engine: scene.engine)(slug: scene.tenant.slug) != nil)
            #expect(try await scene.isLive(token))
        }
    }

    @Test("twice is once, the first time stands, and each is noted")
    func twice() async throws {
        try await Scene.run { scene in
            for _ in 0..<2 { try await Self.set(true, .account(publicID: scene.account.publicID), in: scene) }
            let first = try #require(try await Listing(engine: scene.engine).accounts(of: scene.tenant).first?.disabledAt)
            try await Self.set(true, .account(publicID: scene.account.publicID), in: scene)
            #expect(try await Listing(engine: scene.engine).accounts(of: scene.tenant).first?.disabledAt == first)
            #expect(try await scene.audit("account.disabled").count == 3)
        }
    }

    @Test("what is not there is named by its field")
    func unknown() async throws {
        try await Scene.run { scene in
            for (subject, field) in [
                (SetDisabled.Subject.account(publicID: "none"), "account"), (.user(email: "none@first.example"), "email"),
                (.user(email: "no address"), "email"),
            ] {
                let error = await #expect(throws: InputError.self) { try await Self.set(true, subject, in: scene) }
                #expect(error?.field == field)
            }
            await #expect(throws: NotFound("platform", "none")) { try await Self.set(true, .platform(clientID: "none"), in: scene) }
        }
    }

    private static func set(_ disabled: Bool, _ subject: SetDisabled.Subject, in scene: Scene) async throws {
        try await SetDisabled(engine: scene.engine)(disabled, subject, in: scene.tenant, by: .operator("test"))
    }
}
