import Broker
import Dialects
import Model
import OAuth
import Secrets
import Storage
import TestSupport
import Testing

@Suite("the janitor", .database)
struct JanitorTests {
    @Test(
        "what lives stays, in every dialect; what a revoked connection left is kept for the retention and then gone", arguments: Dialect.all
    )
    func revoked(_ dialect: Dialect) async throws {
        try await Scene.run(dialect) { scene in
            let answer = try await scene.pair()
            let before = try await scene.tokenRows()
            #expect(before[.accessToken] == 1 && before[.authorizationCode] == 1 && before[.accountGrant] == 1)
            await scene.sweep()
            #expect(try await scene.tokenRows() == before)
            #expect(try await scene.isLive(answer))
            let grant = try #require(try await scene.liveGrants().first).id
            #expect(try await scene.stores { try $0.grants.revoke(grant, by: .user) })
            try await scene.sweep(onDay: 29)
            #expect(try await scene.tokenRows() == before)
            #expect(try await Self.reason(answer, scene) == .grantRevoked)
            try await scene.sweep(onDay: 31)
            #expect(try await scene.tokenRows().isEmpty)
            #expect(try await Self.reason(answer, scene) == .accessTokenUnknown)
            #expect(scene.world.log.text.contains("what was over is gone"))
        }
    }

    @Test(
        "what has an end is gone a retention after it, in every dialect; what has none stays with the code it came of",
        arguments: Dialect.all)
    func expired(_ dialect: Dialect) async throws {
        try await Scene.run(dialect) { scene in
            let answer = try await scene.pair()
            let code = try await scene.code()
            try await scene.sweep(onDay: 60 + 366 + 31)
            let left = try await scene.tokenRows()
            if dialect.rules.accessTokenLifetime[answer.tokenType] == nil {
                #expect(left == [.accessToken: 1, .authorizationCode: 1, .accountGrant: 1])
                #expect(try await scene.isLive(answer))
            } else {
                #expect(left == [.accountGrant: 1])
            }
            // The one that was never exchanged.
            #expect(try await scene.refusal(of: code) == .invalidGrant)
            #expect(try await scene.isLive(try await scene.pair()))
        }
    }

    @Test(
        "an expired access token can be explained for the retention, and its refresh token works meanwhile",
        arguments: [Dialect.standard, .xurrent])
    func expiredAccess(_ dialect: Dialect) async throws {
        try await Scene.run(dialect) { scene in
            let first = try await scene.pair()
            try await scene.moveClock(to: .seconds(13 * Scene.day))
            let second = try await scene.refresh(first)
            try await scene.sweep(onDay: 26)
            #expect(try await Self.reason(first, scene) == .accessTokenExpired)
            let third = try await scene.refresh(second)
            try await scene.sweep(onDay: 32)
            #expect(try await Self.reason(first, scene) == .accessTokenUnknown)
            #expect(try await scene.isLive(try await scene.refresh(third)))
        }
    }

    @Test(
        "a code that is presented again after a sweep still ends what came of it", arguments: [Dialect.standard, .xref, .xurrent, .xoxoday])
    func replayedCode(_ dialect: Dialect) async throws {
        try await Scene.run(dialect) { scene in
            let code = try await scene.code()
            let answer = try await scene.world.exchange(code, by: scene.platform, in: scene.tenant)
            await scene.sweep()
            #expect(try await scene.refusal(of: code) == .invalidGrant)
            #expect(try await scene.isLive(answer) == (dialect.rules.replayedCode == .isRefused))
        }
    }

    @Test("a refresh token that is presented again after a sweep still ends its family, though others of the chain are gone")
    func replayedRefresh() async throws {
        try await Scene.run(.standard) { scene in
            var chain = [try await scene.pair()]
            for day in [20, 40, 60, 80] {
                try await scene.moveClock(to: .seconds(day * Scene.day))
                chain.append(try await scene.refresh(try #require(chain.last)))
            }
            try await scene.sweep(onDay: 88)
            // The first two ended on the days 30 and 50.
            #expect(try await scene.rows(.refreshToken) == [.refreshToken: 3])
            #expect(try await scene.refreshRefusal(chain[0]) == .invalidGrant)
            #expect(try await scene.isLive(try await scene.refresh(chain[4])))
            // Used on day 80, its own end is day 90.
            #expect(try await scene.refreshRefusal(chain[3]) == .invalidGrant)
            #expect(try await scene.eventTypes().contains("token.replayed"))
            #expect(try await scene.liveGrants().isEmpty)
        }
    }

    @Test("a family that is refreshed for ever keeps no more than a retention and a life of it")
    func longChain() async throws {
        try await Scene.run(.xurrent) { scene in
            var answer = try await scene.pair()
            for day in stride(from: 10, through: 400, by: 10) {
                try await scene.moveClock(to: .seconds(day * Scene.day))
                answer = try await scene.refresh(answer)
                if day % 100 == 0 { await scene.sweep() }
            }
            await scene.sweep()
            let rows = try await scene.tokenRows()
            // 14 days of life and 30 of retention, a token every 10.
            #expect(rows[.refreshToken] ?? 0 <= 5)
            #expect(rows[.accessToken] ?? 0 <= 4)
            #expect(rows[.authorizationCode] == 1)
            #expect(try await scene.isLive(try await scene.refresh(answer)))
        }
    }

    @Test("tokens a platform got for itself go, and its installation stays", arguments: [Dialect.standard, .xurrent])
    func clientCredentials(_ dialect: Dialect) async throws {
        let isStandard = dialect.name == Dialect.standard.name
        let setup = Scene.Setup(scopes: isStandard ? ["read"] : [], redirectURIs: [], grantTypes: [.clientCredentials])
        try await Scene.run(dialect, setup) { scene in
            let email = scene.user.email
            try await InstallPlatform(engine: scene.engine)(
                scene.platform.platform.clientID, account: scene.account.publicID, user: isStandard ? nil : email,
                approvedBy: email, in: scene.tenant, by: .server)
            for _ in 0..<5 { _ = try await scene.world.clientToken(of: scene.platform, at: scene.site) }
            try await scene.sweep(onDay: 29)
            #expect(try await scene.tokenRows() == [.accessToken: 5, .accountGrant: 1])
            let fresh = try await scene.world.clientToken(of: scene.platform, at: scene.site)
            try await scene.moveClock(to: .seconds(30 * Scene.day + 3700))
            await scene.sweep()
            #expect(try await scene.tokenRows() == [.accessToken: 1, .accountGrant: 1])
            try await scene.moveClock(to: .seconds(29 * Scene.day))
            #expect(try await scene.isLive(fresh))
        }
    }

    @Test("one-time tokens go with what asked for them; one that was used is refused before and after")
    func singleSignOn() async throws {
        try await Scene.runSSO { scene in
            let token = try await scene.companyToken()
            let used = try await scene.mint(token)
            #expect(try await scene.redeem(used) != nil)
            _ = try await scene.mint(token)
            await scene.sweep()
            #expect(try await scene.rows(.ssoToken) == [.ssoToken: 2])
            #expect(try await scene.redeem(used) == nil)
            try await scene.sweep(onDay: 31)
            #expect(try await scene.redeem(used) == nil)
            #expect(try await scene.rows(.ssoToken).isEmpty)
            try await scene.sweep(onDay: 92)
            #expect(try await scene.tokenRows() == [.accountGrant: 1])
        }
    }

    @Test("what a parent grant takes with it goes too")
    func userToken() async throws {
        try await Scene.runSSO { scene in
            let company = try await scene.companyToken()
            _ = try await MintUserToken(engine: scene.engine)(
                for: "ada@first.example", scopes: [], token: PlainSecret(company.accessToken), at: scene.site, origin: .local)
            let parent = try #require(try await scene.liveGrants().first { $0.userID == nil }).id
            #expect(try await scene.stores { try $0.grants.revoke(parent, by: .user) })
            try await scene.sweep(onDay: 31)
            // The user's own grant was not revoked by anybody.
            #expect(try await scene.tokenRows() == [.accountGrant: 1])
        }
    }
}

extension JanitorTests {
    /// Why the access token is not good.
    fileprivate static func reason(_ answer: TokenAnswer, _ scene: Scene) async throws -> FailureReason? {
        let error = try #require(
            await #expect(throws: OAuthError.self) {
                try await ValidateToken(engine: scene.engine)(PlainSecret(answer.accessToken), at: scene.site)
            })
        return error.reason
    }
}
