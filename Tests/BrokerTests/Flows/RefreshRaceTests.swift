import Broker
import Dialects
import Model
import OAuth
import Secrets
import TestSupport
import Testing

@Suite("refreshes at the same time as each other and as what ends them", .database)
struct RefreshRaceTests {
    @Test("of 64 refreshes of one token five get a pair within the grace, and the family lives", arguments: 1...2)
    func withGrace(_ round: Int) async throws {
        try await Scene.run(.standard) { scene in
            let answers = try await Self.race(try await scene.pair(), in: scene)
            #expect(answers.count == 5)
            #expect(Set(answers.compactMap(\.refreshToken?.text)).count == 5)
            for answer in answers { #expect(try await scene.isLive(answer)) }
            #expect(try await scene.eventTypes() == ["account.connected"])
            let next = try await Self.race(try #require(answers.first), in: scene)
            #expect(next.count == 5)
            for sibling in answers.dropFirst() { #expect(try await scene.refreshRefusal(sibling) == .invalidGrant) }
            #expect(try await scene.refreshRefusal(try #require(next.last)) == nil)
        }
    }

    @Test("without a grace one gets a pair and the others are replays, which end it", arguments: [Dialect.xoxoday, .xurrent])
    func withoutGrace(_ dialect: Dialect) async throws {
        try await Scene.run(dialect) { scene in
            let answers = try await Self.race(try await scene.pair(), in: scene)
            #expect(answers.count == 1)
            #expect(try await !scene.isLive(try #require(answers.first)))
            #expect(try await scene.eventTypes().filter { $0 == "token.replayed" }.count == 1)
            #expect(try await scene.liveGrants().isEmpty)
        }
    }

    @Test("five siblings used at once: one is rotated, and only what came of it goes on")
    func siblings() async throws {
        try await Scene.run(.standard) { scene in
            for _ in 0..<10 {
                let first = try await scene.pair()
                var siblings: [TokenAnswer] = []
                for _ in 0..<5 { siblings.append(try await scene.refresh(first)) }
                let outcomes = try await withThrowingTaskGroup(of: TokenAnswer?.self) { group in
                    for sibling in siblings { group.addTask { try await Self.attempt(sibling, in: scene) } }
                    return try await group.reduce(into: []) { $0.append($1) }
                }
                let next = outcomes.compactMap(\.self)
                #expect(next.count == 1)
                #expect(try await scene.refreshRefusal(try #require(next.first)) == nil)
            }
            #expect(try await scene.eventTypes() == ["account.connected"])
        }
    }

    @Test("once a revocation of a family was acknowledged no token of it is live, whatever was refreshed meanwhile")
    func againstRevocation() async throws {
        try await Scene.run(.standard) { scene in
            for round in 0..<200 {
                let first = try await scene.pair()
                let token = PlainSecret(try #require(first.refreshToken).text)
                async let refreshed = Self.attempt(first, in: scene)
                async let revoked: Void = patiently {
                    try await RevokeToken(engine: scene.engine)(token, by: scene.platform.credentials, at: scene.site, origin: .local)
                }
                let (second, _) = try await (refreshed, revoked)
                for answer in [first, second].compactMap(\.self) {
                    #expect(try await !scene.isLive(answer), "round \(round)")
                    #expect(try await scene.refreshRefusal(answer) == .invalidGrant, "round \(round)")
                }
            }
        }
    }

    @Test("the same of a person who ends the connection")
    func againstPerson() async throws {
        try await Scene.run(.standard) { scene in
            let session = try await scene.session()
            for round in 0..<80 {
                let first = try await scene.pair()
                let grant = try #require(try await scene.liveGrants().first).id
                async let refreshed = Self.attempt(first, in: scene)
                async let ended = patiently { try await scene.change(.revoke, of: grant, as: session) }
                let (second, wasEnded) = try await (refreshed, ended)
                #expect(wasEnded, "round \(round)")
                for answer in [first, second].compactMap(\.self) {
                    #expect(try await !scene.isLive(answer), "round \(round)")
                    #expect(try await scene.refreshRefusal(answer) == .invalidGrant, "round \(round)")
                }
            }
        }
    }

    private static func race(_ answer: TokenAnswer, in scene: Scene) async throws -> [TokenAnswer] {
        try await withThrowingTaskGroup(of: TokenAnswer?.self) { group in
            for _ in 0..<64 { group.addTask { try await attempt(answer, in: scene) } }
            return try await group.reduce(into: []) { if let answer = $1 { $0.append(answer) } }
        }
    }

    /// `nil`: it was refused with `invalid_grant`.
    private static func attempt(_ answer: TokenAnswer, in scene: Scene) async throws -> TokenAnswer? {
        do {
            return try await patiently { try await scene.refresh(answer) }
        } catch let error as OAuthError where error.code == .invalidGrant {
            return nil
        }
    }
}
