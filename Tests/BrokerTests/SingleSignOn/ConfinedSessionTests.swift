import Broker
import Dialects
import Model
import OAuth
import Secrets
import TestSupport
import Testing

@Suite("a browser that a platform's word let in", .database)
struct ConfinedSessionTests {
    @Test("allows nothing and disconnects nothing", arguments: Dialect.all)
    func decides(_ dialect: Dialect) async throws {
        try await Scene.run(dialect) { scene in
            _ = try await scene.pair()
            let confined = try await scene.world.session(of: scene.user, confinedTo: scene.account, in: scene.tenant)
            #expect(confined.accountID == scene.account.id)
            var parameters = [("response_type", "code")]
            if dialect.rules.redirectMatch != .registered { parameters.append(("redirect_uri", World.redirectURI)) }
            let request = AuthorizationRequest(
                clientID: scene.platform.platform.clientID, parameters: .success(try OAuthParameters(parameters)),
                scopes: .success(dialect.rules.scopes == .required ? scene.platform.platform.scopes : []))
            guard case .proceed(let checked) = try await CheckAuthorization(engine: scene.engine)(request, at: scene.site) else {
                throw InputError("request", "was refused")
            }
            let prompt = try await PrepareConsent(engine: scene.engine)(checked, session: confined, at: scene.site)
            let decide = DecideAuthorization(engine: scene.engine)
            #expect(try await decide.remembered(checked, session: confined, at: scene.site, origin: .local) == nil)
            for decision in [
                DecideAuthorization.Decision.allow(accountID: scene.account.publicID), .deny,
                .disconnect(accountID: scene.account.publicID),
            ] {
                let outcome = try await decide(decision, on: prompt.sealedRequest, session: confined, at: scene.site, origin: .local)
                guard case .notAMember = outcome else {
                    Issue.record("\(decision) ended as \(outcome)")
                    continue
                }
            }
            #expect(try await scene.liveGrants().count == 1)
        }
    }

    @Test("changes no connection")
    func connections() async throws {
        try await Scene.run(.xeno) { scene in
            let answer = try await scene.pair()
            let confined = try await scene.world.session(of: scene.user, confinedTo: scene.account, in: scene.tenant)
            let grant = try #require(try await scene.liveGrants().first)
            let token = try await scene.access(answer).id
            for change in [ChangeConnection.Change.revoke, .uninstall, .revokeToken(token), .narrow(["faqs"])] {
                #expect(try await !scene.change(change, of: grant.id, as: confined))
            }
            #expect(try await scene.isLive(answer))
            #expect(try await scene.change(.revoke, of: grant.id, as: try await scene.session()))
        }
    }

    @Test("manages no application and makes or revokes no token")
    func applications() async throws {
        try await Scene.run(.xurrent, Scene.Setup(roles: ["account_administrator"])) { scene in
            let confined = try await scene.world.session(of: scene.user, confinedTo: scene.account, in: scene.tenant)
            let free = try await scene.session()
            let (manage, tokens) = (ManageApplications(engine: scene.engine), PersonalAccessTokens(engine: scene.engine))
            let (site, account) = (scene.site, scene.account.publicID)
            let scope = [ScopeRecord(actions: ["request:Read"])]
            let input = ManageApplications.Input(name: "App", redirectURIs: [World.redirectURI], scope: scope)
            let registered = try #require(
                try await manage.register(input, account: account, session: free, at: site, origin: .local))
            let clientID = registered.platform.clientID
            let secret = try #require(try await Listing(engine: scene.engine).secrets(of: clientID, tenant: scene.tenant).first).id
            _ = try await tokens.create(name: "Mine", scope: scope, account: account, session: free, at: site, origin: .local)
            let mine = try #require(try await tokens.list(of: free, at: site).first).id

            #expect(try await manage.accounts(of: confined, at: site).isEmpty)
            #expect(try await manage.register(input, account: account, session: confined, at: site, origin: .local) == nil)
            #expect(try await manage.addSecret(to: clientID, session: confined, at: site, origin: .local) == nil)
            #expect(try await !manage.disableSecret(secret, of: clientID, session: confined, at: site, origin: .local))
            #expect(try await !manage.setDisabled(true, clientID, session: confined, at: site, origin: .local))
            #expect(try await !manage.setScope(scope, of: clientID, session: confined, at: site, origin: .local))
            #expect(try await tokens.accounts(of: confined, at: site).isEmpty)
            let made = try await tokens.create(name: "X", scope: scope, account: account, session: confined, at: site, origin: .local)
            #expect(made == nil)
            #expect(try await !tokens.revoke(mine, session: confined, at: site, origin: .local))
            #expect(try await tokens.revoke(mine, session: free, at: site, origin: .local))
        }
    }

    @Test("is over when the person leaves that account, though they are in others")
    func leaves() async throws {
        try await Scene.runSSO { scene in
            let other = try await scene.world.account("Other", in: scene.tenant)
            try await ChangeMembership(engine: scene.engine).join(
                email: scene.user.email, account: other.publicID, roles: [], in: scene.tenant, by: .server)
            let arrival = try #require(try await scene.redeem(try await scene.mint(try await scene.companyToken())))
            let find = FindBrowserSession(engine: scene.engine)
            #expect(try await find(arrival.session, at: scene.site) != nil)
            try await scene.leave()
            #expect(try await find(arrival.session, at: scene.site) == nil)
            try await scene.join()
            try await scene.setDisabled(true, .account(publicID: scene.account.publicID))
            #expect(try await find(arrival.session, at: scene.site) == nil)
        }
    }
}
