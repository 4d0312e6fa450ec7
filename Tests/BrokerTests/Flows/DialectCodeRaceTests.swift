import Broker
import Dialects
import Model
import OAuth
import Secrets
import TestSupport
import Testing

@Suite("one code exchanged many times at once, in every dialect", .database)
struct DialectCodeRaceTests {
    @Test("of 64 one is answered and 63 are invalid_grant; what it gave lives only where a replay ends nothing", arguments: Dialect.all)
    func oneCode(_ dialect: Dialect) async throws {
        try await Scene.run(dialect) { scene in
            let code = try await scene.code()
            let outcomes = try await withThrowingTaskGroup(of: TokenAnswer?.self) { group in
                for _ in 0..<64 { group.addTask { try await Self.attempt(code, in: scene) } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            let answers = outcomes.compactMap(\.self)
            #expect(answers.count == 1)
            let answer = try #require(answers.first)
            let lives = dialect.rules.replayedCode == .isRefused
            #expect(try await scene.isLive(answer) == lives)
            if answer.refreshToken != nil { #expect(try await (scene.refreshRefusal(answer) == nil) == lives) }
            #expect(try await scene.eventTypes() == ["account.connected"] + (lives ? [] : ["token.replayed"]))
            // Whatever became of that one, the next authorization is as good as any.
            #expect(try await scene.isLive(try await scene.pair()))
        }
    }

    /// `nil`: it was refused with `invalid_grant`.
    private static func attempt(_ code: PlainSecret, in scene: Scene) async throws -> TokenAnswer? {
        do {
            return try await patiently { try await scene.world.exchange(code, by: scene.platform, in: scene.tenant) }
        } catch let error as OAuthError where error.code == .invalidGrant {
            return nil
        }
    }
}
