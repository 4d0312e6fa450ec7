import Broker
import Dialects
import Model
import OAuth
import Secrets
import TestSupport
import Testing

@Suite("minting a token that signs somebody in", .database)
struct MintSSOTokenTests {
    @Test("with the account's token for a member, who is signed in for that account")
    func company() async throws {
        try await Scene.runSSO { scene in
            let bob = try await scene.colleague()
            let minted = try await scene.mint(try await scene.companyToken(), for: "BOB@first.example")
            #expect(minted.value.wholeMatch(of: /[0-9a-f]{40}/) != nil)
            let arrival = try #require(try await scene.redeem(minted))
            #expect(arrival.user.id == bob.id)
            #expect(arrival.account.id == scene.account.id)
            let session = try await FindBrowserSession(engine: scene.engine)(arrival.session, at: scene.site)
            #expect(session?.user.id == bob.id)
            #expect(session?.accountID == scene.account.id)
        }
    }

    @Test("with a user's token for that user, whatever else is named")
    func user() async throws {
        try await Scene.runSSO { scene in
            let bob = try await scene.colleague()
            let token = try await scene.userToken(of: bob)
            let arrival = try #require(try await scene.redeem(try await scene.mint(token, landingPage: "/rewards?x=1#top")))
            #expect(arrival.user.id == bob.id)
        }
    }

    @Test("a token of the other type is unauthorized_client, an unknown one invalid_token", arguments: [TokenType.company, .user])
    func otherType(_ tokenType: TokenType) async throws {
        try await Scene.runSSO { scene in
            let token = try await tokenType == .company ? scene.companyToken() : scene.userToken()
            let before = try await scene.world.rowCounts()
            let other: TokenType = tokenType == .company ? .user : .company
            #expect(try await scene.refusal { try await scene.mint(token, as: other) } == .unauthorizedClient)
            let unknown = TokenAnswer(accessToken: token.accessToken + "x", tokenType: tokenType, accountID: "", expiresIn: nil, scopes: [])
            #expect(try await scene.refusal { try await scene.mint(unknown) } == .invalidToken)
            #expect(try await scene.world.rowCounts() == before)
        }
    }

    @Test("a company token whose grant lost the scope that makes it one may sign nobody in")
    func narrowed() async throws {
        try await Scene.runSSO { scene in
            let token = try await scene.companyToken()
            let grant = try #require(try await scene.liveGrants().first)
            #expect(try await scene.change(.narrow(["profile_read"]), of: grant.id, as: try await scene.session()))
            #expect(try await scene.isLive(token))
            #expect(try await scene.refusal { try await scene.mint(token) } == .insufficientScope)
        }
    }

    @Test("somebody unknown is registered in that account, without roles, and told of once")
    func registers() async throws {
        try await Scene.runSSO { scene in
            let other = try await scene.world.account("Other", in: scene.tenant)
            let token = try await scene.companyToken()
            for _ in 0..<2 { _ = try await scene.mint(token, for: "new@first.example") }
            let arrival = try #require(try await scene.redeem(try await scene.mint(token, for: "New@First.Example")))
            let memberships = try await scene.stores { stores in try stores.memberships.live(user: arrival.user.id) }
            #expect(memberships.map(\.account.id) == [scene.account.id])
            #expect(memberships.map(\.roles) == [[]])
            #expect(!memberships.map(\.account.id).contains(other.id))
            let events = try await scene.events().filter { $0.type == "user.provisioned" }
            #expect(
                events.map(\.members) == [
                    [
                        "client_id": scene.platform.platform.clientID, "account_id": scene.account.publicID, "user": "new@first.example",
                        "caused_by": "platform",
                    ]
                ])
            #expect(try await scene.audit("user.provisioned").count == 1)
            // They have no password, and so sign in nowhere else.
            #expect(try await scene.signIn("new@first.example", password: "") == .refused)
        }
    }

    @Test("of many at once for somebody unknown, one registers them and all are answered")
    func registersOnce() async throws {
        try await Scene.runSSO { scene in
            let token = try await scene.companyToken()
            let minted = try await withThrowingTaskGroup(of: PlainSecret.self) { group in
                for _ in 0..<16 { group.addTask { try await patiently { try await scene.mint(token, for: "new@first.example") } } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            var users: Set<User.ID> = []
            for token in minted { users.insert(try #require(try await scene.redeem(token)).user.id) }
            #expect(users.count == 1)
            #expect(try await scene.eventTypes().filter { $0 == "user.provisioned" }.count == 1)
        }
    }

    @Test("somebody known to another account only is not taken into this one by a platform's word")
    func otherAccount() async throws {
        try await Scene.runSSO { scene in
            let other = try await scene.world.account("Other", in: scene.tenant)
            let eve = try await scene.world.user("eve@other.example", in: [other], of: scene.tenant)
            _ = try await scene.world.user("nobodys@other.example", in: [], of: scene.tenant)
            let token = try await scene.companyToken()
            let before = try await scene.world.rowCounts()
            for email in ["eve@other.example", "EVE@OTHER.example", "nobodys@other.example"] {
                #expect(try await scene.refusal { try await scene.mint(token, for: email) } == .unauthorizedClient)
            }
            #expect(try await scene.world.rowCounts() == before)
            #expect(try await scene.stores { try $0.memberships.live(user: eve.id) }.map(\.account.id) == [other.id])
        }
    }

    @Test("nobody is signed in who is disabled or has left", arguments: [true, false])
    func gone(_ leaves: Bool) async throws {
        try await Scene.runSSO { scene in
            _ = try await scene.colleague()
            let token = try await scene.companyToken()
            try await leaves ? scene.leave("bob@first.example") : scene.setDisabled(true, .user(email: "bob@first.example"))
            #expect(try await scene.refusal { try await scene.mint(token, for: "bob@first.example") } == .unauthorizedClient)
        }
    }

    @Test("what is no address is invalid_request", arguments: ["", "ada", "@", "a@b@c", "a b@c", "a@b\n", nil] as [String?])
    func badAddress(_ input: String?) async throws {
        try await Scene.runSSO { scene in
            let token = try await scene.companyToken()
            #expect(try await scene.refusal { try await scene.mint(token, for: input) } == .invalidRequest)
        }
    }

    @Test("another tenant's token is nobody's here")
    func otherTenant() async throws {
        try await Scene.runSSO { scene in
            let token = try await scene.companyToken()
            let other = try await scene.world.site(try await scene.world.tenant(.xoxoday))
            let refusal = try await scene.refusal {
                try await MintSSOToken(engine: scene.engine)(
                    MintSSOToken.Request(tokenType: .company, userInput: "ada@first.example", landingPage: nil, thirdPartyData: nil),
                    token: PlainSecret(token.accessToken), at: other, origin: .local)
            }
            #expect(refusal == .invalidToken)
            let minted = try await scene.mint(token)
            guard case .refused = try await RedeemSSOToken(engine: scene.engine)(minted, at: other, origin: .local) else {
                Issue.record("it was redeemed at another tenant")
                return
            }
            #expect(try await scene.redeem(minted) != nil)
        }
    }
}
