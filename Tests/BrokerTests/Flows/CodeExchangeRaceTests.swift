import Broker
import Dialects
import Model
import OAuth
import Secrets
import TestSupport
import Testing

@Suite("exchanges of authorization codes at the same time", .database)
struct CodeExchangeRaceTests {
    @Test("of 64 exchanges of one code one succeeds and 63 are invalid_grant", arguments: 1...3)
    func oneCode(_ round: Int) async throws {
        try await Scene.run { scene in
            let code = try await scene.code()
            let outcomes = try await Self.race(Array(repeating: code, count: 64), in: scene)
            #expect(outcomes.filter { $0.refusal == .invalidGrant }.count == 63)
            let tokens = outcomes.compactMap(\.token)
            #expect(tokens.count == 1)
            #expect(try await scene.isLive(try #require(tokens.first)))
            #expect(try await scene.events().count == 1)
        }
    }

    @Test("where a replay revokes, 64 exchanges of one code leave no live token, since 63 of them were replays")
    func oneCodeWithRevokingReplay() async throws {
        try await Scene.run(.plain) { scene in
            let code = try await scene.code()
            let outcomes = try await Self.race(Array(repeating: code, count: 64), in: scene)
            #expect(outcomes.filter { $0.refusal == .invalidGrant }.count == 63)
            let token = try #require(outcomes.compactMap(\.token).first)
            #expect(try await !scene.isLive(token))
        }
    }

    @Test("64 codes of one grant exchanged at once leave exactly one live token where the dialect keeps one")
    func manyCodes() async throws {
        try await Scene.run { scene in
            var codes: [PlainSecret] = []
            for _ in 0..<64 { codes.append(try await scene.code()) }
            let outcomes = try await Self.race(codes, in: scene)
            #expect(outcomes.allSatisfy { $0.refusal == nil })
            var live = 0
            for token in outcomes.compactMap(\.token) where try await scene.isLive(token) { live += 1 }
            #expect(live == 1)
            #expect(try await scene.stores { try $0.grants.live() }.count == 1)
            #expect(try await scene.events().map(\.type) == ["account.connected"])
        }
    }

    @Test("64 codes of one grant exchanged at once leave 64 live tokens where many may live")
    func manyCodesManyTokens() async throws {
        try await Scene.run(.plain) { scene in
            var codes: [PlainSecret] = []
            for _ in 0..<64 { codes.append(try await scene.code()) }
            var live = 0
            for token in try await Self.race(codes, in: scene).compactMap(\.token) where try await scene.isLive(token) { live += 1 }
            #expect(live == 64)
        }
    }

    @Test("once a disconnection was acknowledged no token of the grant is live, whatever was exchanged meanwhile")
    func exchangeAgainstDisconnection() async throws {
        try await Scene.run { scene in
            for round in 0..<60 {
                let first = try await scene.token()
                let code = try await scene.code()
                async let exchanged = Self.exchange(code, in: scene)
                async let disconnected = Self.disconnects(first, in: scene)
                let (outcome, isDisconnected) = try await (exchanged, disconnected)
                #expect(try await !scene.isLive(first), "round \(round)")
                if let token = outcome.token {
                    // Either the disconnection came later and took this one too, or its token was replaced before it came.
                    #expect(try await scene.isLive(token) == !isDisconnected, "round \(round)")
                    if !isDisconnected { try await scene.disconnect(token) }
                } else {
                    #expect(isDisconnected, "round \(round)")
                    #expect(outcome.refusal == .invalidGrant, "round \(round)")
                }
                #expect(try await scene.stores { try $0.grants.live() }.isEmpty, "round \(round)")
            }
        }
    }

    @Test("of two disconnections with one token one is acknowledged and told of")
    func disconnectionTwice() async throws {
        try await Scene.run { scene in
            let token = try await scene.token()
            let acknowledged = try await withThrowingTaskGroup(of: Bool.self) { group in
                for _ in 0..<16 { group.addTask { try await Self.disconnects(token, in: scene) } }
                return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(acknowledged == 1)
            #expect(try await scene.events().map(\.type) == ["account.connected", "account.disconnected"])
        }
    }

    private struct Outcome: Sendable {
        var token: PlainSecret?
        var refusal: OAuthErrorCode?
    }

    private static func race(_ codes: [PlainSecret], in scene: Scene) async throws -> [Outcome] {
        try await withThrowingTaskGroup(of: Outcome.self) { group in
            for code in codes { group.addTask { try await exchange(code, in: scene) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
    }

    private static func exchange(_ code: PlainSecret, in scene: Scene) async throws -> Outcome {
        do {
            let answer = try await scene.world.exchange(code, by: scene.platform, in: scene.tenant)
            return Outcome(token: PlainSecret(answer.accessToken))
        } catch let error as OAuthError {
            return Outcome(refusal: error.code)
        } catch  where isTemporarilyUnavailable(error) {
            // So many wait for one lock that a busy machine may say "not now": nothing happened, so it is tried again.
            return try await exchange(code, in: scene)
        }
    }

    private static func disconnects(_ token: PlainSecret, in scene: Scene) async throws -> Bool {
        do {
            try await scene.disconnect(token)
            return true
        } catch let error as OAuthError where error.code == .invalidToken {
            return false
        } catch  where isTemporarilyUnavailable(error) {
            return try await disconnects(token, in: scene)
        }
    }
}
