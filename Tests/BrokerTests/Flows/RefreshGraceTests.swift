import Broker
import Dialects
import Model
import OAuth
import TestSupport
import Testing

@Suite("a refresh token that comes again because an answer was lost", .database)
struct RefreshGraceTests {
    @Test("is answered with a pair of its own while no successor was used, five in all")
    func siblings() async throws {
        try await Scene.run(.standard) { scene in
            let first = try await scene.pair()
            let answers = try await Self.siblings(of: first, in: scene)
            #expect(Set(answers.compactMap(\.refreshToken?.text)).count == 5)
            // More than are given is no sign of theft.
            for _ in 0..<3 { #expect(try await scene.refreshRefusal(first) == .invalidGrant) }
            for answer in answers { #expect(try await scene.isLive(answer)) }
            #expect(try await scene.eventTypes() == ["account.connected"])
            #expect(try await scene.refreshRefusal(answers[4]) == nil)
        }
    }

    @Test("the first successor that is used retires its siblings, and the family lives", arguments: 0..<5)
    func retires(_ used: Int) async throws {
        try await Scene.run(.standard) { scene in
            let answers = try await Self.siblings(of: try await scene.pair(), in: scene)
            let next = try await scene.refresh(answers[used])
            for index in answers.indices where index != used {
                #expect(try await scene.refreshRefusal(answers[index]) == .invalidGrant)
            }
            #expect(try await scene.eventTypes() == ["account.connected"])
            #expect(try await scene.isLive(next))
            #expect(try await scene.refreshRefusal(next) == nil)
        }
    }

    @Test("the one that was used may itself be lost an answer")
    func retiredSiblingsStandInNobodysWay() async throws {
        try await Scene.run(.standard) { scene in
            let answers = try await Self.siblings(of: try await scene.pair(), in: scene)
            let lost = try await scene.refresh(answers[1])
            let got = try await scene.refresh(answers[1])
            #expect(try await scene.refreshRefusal(got) == nil)
            #expect(try await scene.refreshRefusal(lost) == .invalidGrant)
            #expect(try await scene.eventTypes() == ["account.connected"])
        }
    }

    @Test("once a successor was used, it is a replay within the grace as well")
    func successorUsed() async throws {
        try await Scene.run(.standard) { scene in
            let first = try await scene.pair()
            let third = try await scene.refresh(try await scene.refresh(first))
            #expect(try await scene.refreshRefusal(first) == .invalidGrant)
            #expect(try await !scene.isLive(third))
            #expect(try await scene.refreshRefusal(third) == .invalidGrant)
            #expect(try await scene.eventTypes() == ["account.connected", "token.replayed", "account.disconnected"])
        }
    }

    @Test("after thirty seconds it is a replay", arguments: [(25, true), (31, false), (3000, false)])
    func graceOver(seconds: Int, isAnswered: Bool) async throws {
        try await Scene.run(.standard) { scene in
            let first = try await scene.pair()
            let second = try await scene.refresh(first)
            try await scene.moveClock(to: .seconds(seconds))
            #expect(try await (scene.refreshRefusal(first) == nil) == isAnswered)
            #expect(try await scene.isLive(second) == isAnswered)
            #expect(try await scene.eventTypes().contains("token.replayed") == !isAnswered)
        }
    }

    @Test("where the dialect has no grace it is a replay at once", arguments: [Dialect.xoxoday, .xurrent])
    func noGrace(_ dialect: Dialect) async throws {
        try await Scene.run(dialect) { scene in
            let first = try await scene.pair()
            let second = try await scene.refresh(first)
            #expect(try await scene.refreshRefusal(first) == .invalidGrant)
            #expect(try await !scene.isLive(second))
            #expect(try await scene.refreshRefusal(second) == .invalidGrant)
            #expect(try await scene.eventTypes().contains("token.replayed"))
        }
    }

    @Test(
        "a tenant's own grace stands before its dialect's",
        arguments: [(Dialect.xurrent, 20, 10, true), (.xurrent, 20, 21, false), (.standard, 0, 0, false), (.standard, 300, 290, true)])
    func tenantSetting(_ dialect: Dialect, grace: Int, after seconds: Int, isAnswered: Bool) async throws {
        try await Scene.run(dialect, Scene.Setup(settings: TenantSettings(refreshGrace: .seconds(grace)))) { scene in
            let first = try await scene.pair()
            let second = try await scene.refresh(first)
            try await scene.moveClock(to: .seconds(seconds))
            #expect(try await (scene.refreshRefusal(first) == nil) == isAnswered)
            #expect(try await scene.isLive(second) == isAnswered)
        }
    }

    @Test("a further answer may be narrower, never wider")
    func scopes() async throws {
        try await Scene.run(.standard, Scene.Setup(scopes: ["read", "write", "admin"])) { scene in
            let first = try await scene.pair(scopes: ["read", "write"])
            _ = try await scene.refresh(first, scopes: ["read"])
            #expect(try await scene.refreshRefusal(first, scopes: ["admin"]) == .invalidScope)
            #expect(try await scene.refresh(first, scopes: ["write"]).scopes == ["write"])
            #expect(try await scene.refresh(first).scopes == ["read", "write"])
        }
    }

    @Test("nothing of the grace helps against what ends the token otherwise")
    func endsOtherwise() async throws {
        try await Scene.run(.standard) { scene in
            let first = try await scene.pair()
            let second = try await scene.refresh(first)
            let session = try await scene.session()
            let grant = try #require(try await scene.liveGrants().first)
            #expect(try await scene.change(.revoke, of: grant.id, as: session))
            for answer in [first, second] {
                #expect(try await scene.refreshRefusal(answer) == .invalidGrant)
                #expect(try await !scene.isLive(answer))
            }
        }
    }

    private static func siblings(of first: TokenAnswer, in scene: Scene) async throws -> [TokenAnswer] {
        var answers: [TokenAnswer] = []
        for _ in 0..<5 { answers.append(try await scene.refresh(first)) }
        return answers
    }
}
