import Broker
import Dialects
import Foundation
import Model
import OAuth
import Secrets
import TestSupport
import Testing

@Suite("a user's tokens made from the account's", .database)
struct MintUserTokenTests {
    @Test("act for the user named, with the account's scopes, and are refreshed like any other")
    func mints() async throws {
        try await Scene.runSSO { scene in
            let bob = try await scene.colleague(roles: ["member"])
            let answer = try await Self.mint(for: bob.email, from: try await scene.companyToken(), scene)
            #expect(answer.tokenType == .user)
            #expect(answer.scopes == ["user_session", "profile_read", "points_read"])
            #expect(answer.expiresIn == 1_296_000)
            let access = try await scene.access(answer)
            #expect(access.user?.id == bob.id)
            #expect(access.roles == ["member"])
            let next = try await scene.refresh(answer, tokenType: .user)
            #expect(try await scene.access(next).user?.id == bob.id)
            #expect(try await scene.refreshRefusal(next, tokenType: .company) == .invalidGrant)
        }
    }

    @Test("of the scopes asked for, which the account's token must have")
    func scopes() async throws {
        try await Scene.runSSO { scene in
            let parent = try await scene.companyToken()
            let before = try await scene.world.rowCounts()
            for scopes in [["admin_manage"], ["profile_read", "admin_manage"], ["PROFILE_READ"]] {
                let refusal = try await scene.refusal { try await Self.mint(for: "new@first.example", scopes: scopes, from: parent, scene) }
                #expect(refusal == .invalidScope)
            }
            #expect(try await scene.world.rowCounts() == before)
            let answer = try await Self.mint(for: "new@first.example", scopes: ["points_read"], from: parent, scene)
            #expect(answer.scopes == ["points_read"])
            #expect(try await scene.access(answer).scopes == ["points_read"])
        }
    }

    @Test("only from a company token: a user's makes nobody's (SECURITY row 101)")
    func notFromUser() async throws {
        try await Scene.runSSO { scene in
            let user = try await scene.userToken()
            #expect(try await scene.refusal { try await Self.mint(for: "ada@first.example", from: user, scene) } == .unauthorizedClient)
            let minted = try await Self.mint(for: "ada@first.example", from: try await scene.companyToken(), scene)
            #expect(try await scene.refusal { try await Self.mint(for: "bob@first.example", from: minted, scene) } == .unauthorizedClient)
        }
    }

    @Test("nobody of another account, and nobody who is gone")
    func people() async throws {
        try await Scene.runSSO { scene in
            let other = try await scene.world.account("Other", in: scene.tenant)
            _ = try await scene.world.user("eve@other.example", in: [other], of: scene.tenant)
            _ = try await scene.colleague()
            try await scene.setDisabled(true, .user(email: "bob@first.example"))
            let parent = try await scene.companyToken()
            for email in ["eve@other.example", "bob@first.example"] {
                #expect(try await scene.refusal { try await Self.mint(for: email, from: parent, scene) } == .unauthorizedClient)
            }
            #expect(try await scene.refusal { try await Self.mint(for: "no address", from: parent, scene) } == .invalidRequest)
            _ = try await Self.mint(for: "new@first.example", from: parent, scene)
            #expect(try await scene.eventTypes().contains("user.provisioned"))
        }
    }

    @Test("never wider than what a user allowed themselves, and their own word stays theirs")
    func ownGrant() async throws {
        try await Scene.runSSO { scene in
            let bob = try await scene.colleague(roles: ["member"])
            let own = try await scene.pair(scopes: ["points_read"], as: bob)
            let parent = try await scene.companyToken()
            let answer = try await Self.mint(for: bob.email, from: parent, scene)
            #expect(answer.scopes == ["points_read"])
            let refusal = try await scene.refusal { try await Self.mint(for: bob.email, scopes: ["profile_read"], from: parent, scene) }
            #expect(refusal == .invalidScope)
            let grant = try #require(try await scene.liveGrants().first { $0.userID == bob.id })
            #expect(grant.scopes == ["points_read"])
            #expect(grant.approvedBy == bob.id)
            // The account's end takes what was made from it, and not what the user allowed.
            let company = try #require(try await scene.liveGrants().first { $0.userID == nil })
            #expect(try await scene.change(.revoke, of: company.id, as: try await scene.session()))
            #expect(try await !scene.isLive(answer))
            #expect(try await scene.isLive(own))
            #expect(try await scene.refreshRefusal(own) == nil)
        }
    }

    @Test("for whoever approved the account's grant as for anybody: that was not said for themselves")
    func approver() async throws {
        try await Scene.runSSO { scene in
            let parent = try await scene.companyToken()
            for scopes in [["profile_read"], ["points_read"], ["profile_read", "points_read"]] {
                #expect(try await Self.mint(for: scene.user.email, scopes: scopes, from: parent, scene).scopes == scopes)
            }
            let grant = try #require(try await scene.liveGrants().first { $0.userID != nil })
            #expect(grant.state != .allowed)
            #expect(try await scene.eventTypes() == ["account.connected", "account.connected"])
            // Once they say something themselves it is theirs.
            #expect(try await scene.change(.narrow(["points_read"]), of: grant.id, as: try await scene.session()))
            let refusal = try await scene.refusal {
                try await Self.mint(for: scene.user.email, scopes: ["profile_read"], from: parent, scene)
            }
            #expect(refusal == .invalidScope)
        }
    }

    @Test("what a user narrowed is their own word from then on")
    func narrowed() async throws {
        try await Scene.runSSO { scene in
            let bob = try await scene.colleague(roles: ["member"])
            let parent = try await scene.companyToken()
            let answer = try await Self.mint(for: bob.email, from: parent, scene)
            let grant = try #require(try await scene.liveGrants().first { $0.userID == bob.id })
            #expect(grant.approvedBy == scene.user.id)
            #expect(try await scene.change(.narrow(["points_read"]), of: grant.id, as: try await scene.session(of: bob)))
            #expect(try await scene.access(answer).scopes == ["points_read"])
            #expect(try await Self.mint(for: bob.email, from: parent, scene).scopes == ["points_read"])
            #expect(try await scene.refresh(answer).scopes == ["points_read"])
        }
    }

    /// What the account's tokens end with.
    enum Ending: Sendable, CaseIterable { case grantRevoked, replayed, passwordReset, accountDisabled, userLeft }

    @Test("end with the account's grant, with its code replayed, with its approver's new password", arguments: Ending.allCases)
    func ends(_ ending: Ending) async throws {
        try await Scene.runSSO { scene in
            let bob = try await scene.colleague()
            let code = try await scene.world.code(
                for: scene.platform.platform, account: scene.account, user: scene.user, in: scene.tenant, scopes: ["user_session"])
            let parent = try await scene.world.exchange(code, by: scene.platform, in: scene.tenant)
            let first = try await Self.mint(for: bob.email, from: parent, scene)
            let second = try await scene.refresh(first)
            switch ending {
            case .grantRevoked:
                let grant = try #require(try await scene.liveGrants().first { $0.userID == nil })
                #expect(try await scene.change(.revoke, of: grant.id, as: try await scene.session()))
            case .replayed: #expect(try await scene.refusal(of: code) == .invalidGrant)
            case .passwordReset:
                try await SetPassword(engine: scene.engine)(
                    PlainSecret("another long password"), email: scene.user.email, in: scene.tenant, by: .server)
            case .accountDisabled: try await scene.setDisabled(true, .account(publicID: scene.account.publicID))
            case .userLeft: try await scene.leave(bob.email)
            }
            for answer in [parent, first, second] where ending != .userLeft || answer.tokenType == .user {
                #expect(try await !scene.isLive(answer))
            }
            // A new password ends access tokens only: who holds the refresh token is still the platform.
            #expect(try await (scene.refreshRefusal(second) == nil) == (ending == .passwordReset))
        }
    }

    @Test("have a family that ends with the parent's, whatever is refreshed since")
    func boundedByParent() async throws {
        try await Scene.runSSO { scene in
            let parent = try await scene.companyToken()
            let end = try #require(parent.refreshToken).expiresAt
            try await scene.moveClock(to: .seconds(29 * 86_400))
            let early = try await Self.mint(for: "new@first.example", from: parent, scene)
            #expect(try #require(early.refreshToken).expiresAt < end)
            try await scene.moveClock(to: .seconds(58 * 86_400))
            let late = try await scene.refresh(early)
            #expect(try #require(late.refreshToken).expiresAt == end)
            #expect(try #require(late.expiresAt) == end)
            try await scene.moveClock(to: .seconds(60 * 86_400 + 1))
            #expect(try await !scene.isLive(late))
            #expect(try await scene.refreshRefusal(late) == .invalidGrant)
        }
    }

    @Test("without refresh tokens they have a family all the same, and end with the account's grant and token")
    func withoutRefreshTokens() async throws {
        let settings = TenantSettings(storefrontURL: "https://store.example")
        try await Scene.run(.xoxoday, Scene.Setup(grantTypes: [.authorizationCode], settings: settings)) { scene in
            let parent = try await scene.companyToken()
            #expect(parent.refreshToken == nil)
            try await scene.moveClock(to: .seconds(20 * 86_400))
            let answer = try await Self.mint(for: "new@first.example", from: parent, scene)
            #expect(answer.refreshToken == nil)
            // The account's token ends after thirty days.
            #expect(answer.expiresAt == parent.expiresAt)
            let grant = try #require(try await scene.liveGrants().first { $0.userID == nil })
            #expect(try await scene.isLive(answer))
            #expect(try await scene.change(.revoke, of: grant.id, as: try await scene.session()))
            #expect(try await !scene.isLive(answer))
        }
    }

    private static func mint(
        for email: String, scopes: [String] = [], from parent: TokenAnswer, _ scene: Scene
    ) async throws -> TokenAnswer {
        let answer = try await MintUserToken(engine: scene.engine)(
            for: email, scopes: scopes, token: PlainSecret(parent.accessToken), at: scene.site, origin: .local)
        scene.world.secrets.add(answer.accessToken)
        return answer
    }
}
