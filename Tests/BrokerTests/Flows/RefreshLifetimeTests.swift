import Broker
import Dialects
import Foundation
import Model
import OAuth
import TestSupport
import Testing

@Suite("how long refresh tokens and their families live", .database)
struct RefreshLifetimeTests {
    private static let day = 86_400

    @Test(
        "a refresh token that nobody uses ends after its life, and each use begins a new one",
        arguments: [(Dialect.standard, 30), (.xoxoday, 60), (.xurrent, 14)])
    func idle(_ dialect: Dialect, days: Int) async throws {
        try await Scene.run(dialect) { scene in
            let first = try await scene.pair()
            try await scene.moveClock(to: .seconds(days * Self.day - 60))
            let second = try await scene.refresh(first)
            try await scene.moveClock(to: .seconds(2 * days * Self.day - 120))
            let third = try await scene.refresh(second)
            try await scene.moveClock(to: .seconds(3 * days * Self.day))
            #expect(try await scene.refreshRefusal(third) == .invalidGrant)
            #expect(try await scene.eventTypes() == ["account.connected"])
        }
    }

    @Test("a company's and a user's tokens live as long as the vendor says", arguments: [TokenType.company, .user])
    func xoxodayUser(_ tokenType: TokenType) async throws {
        try await Scene.run(.xoxoday) { scene in
            let answer = try await scene.pair(scopes: tokenType == .company ? ["user_session"] : ["profile_read"])
            #expect(answer.tokenType == tokenType)
            #expect(answer.expiresIn == (tokenType == .company ? 2_592_000 : 1_296_000))
            let ends = try #require(answer.refreshToken).expiresAt.timeIntervalSince(try #require(answer.expiresAt))
            #expect(Int(ends.rounded()) == (tokenType == .company ? 30 : 15) * Self.day)
        }
    }

    @Test("however often it is refreshed, a family ends after a year, and nothing of it later (SECURITY rows 76 and 80)")
    func absolute() async throws {
        try await Scene.run(.standard) { scene in
            var answer = try await scene.pair()
            let end = try Self.end(ofFamilyOf: answer)
            for round in 1...12 {
                try await scene.moveClock(to: .seconds(round * 29 * Self.day))
                answer = try await scene.refresh(answer)
                let refresh = try #require(answer.refreshToken)
                #expect(refresh.expiresAt <= end)
                #expect(try #require(answer.expiresAt) <= end)
            }
            #expect(try #require(answer.refreshToken).expiresAt == end)
            // Ten minutes before the end an hour is ten minutes.
            try await scene.moveClock(to: .seconds(365 * Self.day - 600))
            answer = try await scene.refresh(answer)
            #expect(answer.expiresAt == end)
            #expect(try #require(answer.refreshToken).expiresAt == end)
            #expect((1...600).contains(try #require(answer.expiresIn)))
            #expect(try await scene.isLive(answer))

            try await scene.moveClock(to: .seconds(365 * Self.day + 1))
            #expect(try await !scene.isLive(answer))
            #expect(try await scene.refreshRefusal(answer) == .invalidGrant)
        }
    }

    @Test("no chain of refreshes, whatever its times, outlives its family", arguments: 1...4)
    func chains(_ seed: Int) async throws {
        try await Scene.run(.standard) { scene in
            var answer = try await scene.pair()
            let end = try Self.end(ofFamilyOf: answer)
            var (time, dice) = (0, UInt64(seed))
            while true {
                // Steps of up to 29.9 days (Knuth's MMIX generator: the same steps each time).
                dice = dice &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                time += Int((dice >> 33) % UInt64(29 * Self.day))
                guard time < 365 * Self.day else { break }
                try await scene.moveClock(to: .seconds(time))
                answer = try await scene.refresh(answer)
                #expect(try #require(answer.expiresAt) <= end)
                #expect(try #require(answer.refreshToken).expiresAt <= end)
            }
            try await scene.moveClock(to: .seconds(365 * Self.day + 1))
            #expect(try await scene.refreshRefusal(answer) == .invalidGrant)
            #expect(try await !scene.isLive(answer))
        }
    }

    @Test("where the dialect knows no end of a family, it has none", arguments: [Dialect.xoxoday, .xurrent])
    func noEnd(_ dialect: Dialect) async throws {
        try await Scene.run(dialect) { scene in
            var answer = try await scene.pair()
            for round in 1...40 {
                try await scene.moveClock(to: .seconds(round * 13 * Self.day))
                answer = try await scene.refresh(answer)
            }
            #expect(try await scene.isLive(answer))
        }
    }

    @Test("sixty refreshes within an hour and no more where the dialect counts them; the token stays good")
    func pace() async throws {
        try await Scene.run(.xoxoday) { scene in
            var answer = try await scene.pair()
            for _ in 0..<60 { answer = try await scene.refresh(answer) }
            for _ in 0..<3 {
                let last = answer
                let error = await #expect(throws: OAuthError.self) { try await scene.refresh(last) }
                #expect(error?.cause == .tooManyRefreshes)
                #expect(error?.code == .invalidRequest)
            }
            #expect(try await scene.isLive(answer))
            #expect(try await !scene.eventTypes().contains("token.replayed"))
            // Another family has a count of its own.
            let other = try await scene.pair()
            #expect(try await scene.refreshRefusal(other) == nil)
            try await scene.moveClock(to: .seconds(3601))
            #expect(try await scene.refreshRefusal(answer) == nil)
        }
    }

    /// A year after it began, by what its first refresh token says of itself.
    private static func end(ofFamilyOf first: TokenAnswer) throws -> Date {
        try #require(first.refreshToken).expiresAt.addingTimeInterval(Double((365 - 30) * day))
    }
}
