import Broker
import Dialects
import Model
import OAuth
import Secrets
import TestSupport
import Testing

@Suite("what a token that signs somebody in ends with", .database)
struct SSODependencyTests {
    /// What happens between minting and redeeming.
    enum Ending: Sendable, CaseIterable {
        case tokenRevoked, familyRevoked, grantRevoked, passwordReset, userDisabled, userLeft, accountDisabled, platformDisabled, replayed

        /// Put right again, what was minted works.
        var isSleep: Bool { [.userDisabled, .userLeft, .accountDisabled, .platformDisabled].contains(self) }
    }

    @Test("each alone ends it, and a code handed to the storefront as well", arguments: Ending.allCases)
    func ends(_ ending: Ending) async throws {
        try await Scene.runSSO { scene in
            let bob = try await scene.colleague()
            let key = try await scene.adminKey(of: scene.tenant)
            let code = try await scene.world.code(
                for: scene.platform.platform, account: scene.account, user: scene.user, in: scene.tenant,
                scopes: ["user_session", "profile_read"])
            let token = try await scene.world.exchange(code, by: scene.platform, in: scene.tenant)
            let minted = try await scene.mint(token, for: bob.email)
            let arrived = try scene.handoffCode(try await scene.redeem(try await scene.mint(token, for: bob.email)))

            try await Self.bring(ending, about: token, of: code, scene)
            #expect(try await scene.redeem(minted) == nil)
            #expect(try await scene.refusal { try await scene.visitor(arrived, key: key) } == .invalidGrant)
            guard ending.isSleep else { return }
            try await Self.wake(ending, scene)
            #expect(try await scene.redeem(minted)?.user.id == bob.id)
            #expect(try await scene.visitor(arrived, key: key).user.id == bob.id)
        }
    }

    @Test("one minted with a user's token that was made from the account's ends with the account's grant")
    func parent() async throws {
        try await Scene.runSSO { scene in
            let parent = try await scene.companyToken()
            let user = try await MintUserToken(engine: scene.engine)(
                for: "new@first.example", scopes: [], token: PlainSecret(parent.accessToken), at: scene.site, origin: .local)
            let minted = [try await scene.mint(user), try await scene.mint(user)]
            #expect(try await scene.redeem(minted[0]) != nil)
            let grant = try #require(try await scene.liveGrants().first { $0.userID == nil })
            #expect(try await scene.change(.revoke, of: grant.id, as: try await scene.session()))
            #expect(try await scene.redeem(minted[1]) == nil)
        }
    }

    @Test("the access token's own expiry ends none that was minted before")
    func expiry() async throws {
        try await Scene.runSSO(lifetime: .seconds(7 * 86_400)) { scene in
            let token = try await scene.userToken()
            try await scene.moveClock(to: .seconds(15 * 86_400 - 60))
            let minted = try await scene.mint(token)
            try await scene.moveClock(to: .seconds(15 * 86_400 + 60))
            #expect(try await !scene.isLive(token))
            #expect(try await scene.redeem(minted) != nil)
        }
    }

    private static func bring(_ ending: Ending, about token: TokenAnswer, of code: PlainSecret, _ scene: Scene) async throws {
        let revoke = RevokeToken(engine: scene.engine)
        switch ending {
        case .tokenRevoked:
            try await revoke(PlainSecret(token.accessToken), by: scene.platform.credentials, at: scene.site, origin: .local)
        case .familyRevoked:
            let refresh = PlainSecret(try #require(token.refreshToken).text)
            try await revoke(refresh, by: scene.platform.credentials, at: scene.site, origin: .local)
        case .grantRevoked:
            let grant = try #require(try await scene.liveGrants().first)
            #expect(try await scene.change(.revoke, of: grant.id, as: try await scene.session()))
        case .passwordReset:
            // The approver's, not that of the person who is signed in.
            try await SetPassword(engine: scene.engine)(
                PlainSecret("another long password"), email: scene.user.email, in: scene.tenant, by: .server)
        case .userDisabled: try await scene.setDisabled(true, .user(email: "bob@first.example"))
        case .userLeft: try await scene.leave("bob@first.example")
        case .accountDisabled: try await scene.setDisabled(true, .account(publicID: scene.account.publicID))
        case .platformDisabled: try await scene.setDisabled(true, .platform(clientID: scene.platform.platform.clientID))
        case .replayed: #expect(try await scene.refusal(of: code) == .invalidGrant)
        }
    }

    private static func wake(_ ending: Ending, _ scene: Scene) async throws {
        switch ending {
        case .userDisabled: try await scene.setDisabled(false, .user(email: "bob@first.example"))
        case .userLeft: try await scene.join("bob@first.example")
        case .accountDisabled: try await scene.setDisabled(false, .account(publicID: scene.account.publicID))
        case .platformDisabled: try await scene.setDisabled(false, .platform(clientID: scene.platform.platform.clientID))
        default: break
        }
    }
}
