import Broker
import Model
import NIOCore
import NIOPosix
import TestSupport
import Testing

@testable import BrokerHTTP

@Suite("requests that wait together", .database)
struct DirectTurnTests {
    @Test("are answered after one read, first those of the tenant that asked for least, each tenant's in the order in which they came")
    func order() async throws {
        try await World.run { world in
            let find = FindSite(engine: world.engine)
            var guesses: [SiteGuess] = []
            for slug in ["loud", "quiet"] {
                let tenant = try await world.tenant(slug: slug)
                _ = try await find(slug: tenant.slug)
                guesses.append(try #require(find.guess(slug: slug)))
            }
            // Each is the loud one in turn: the order in which a dictionary has them is chance.
            for round in 0..<16 { #expect(try await Self.answered(guesses, loud: round % 2, find) == Self.expected) }
        }
    }

    private static let isLoud = Array(repeating: true, count: 5) + [false, false] + Array(repeating: true, count: 5)
    private static let expected = [5, 6] + [0, 1, 2, 3, 4] + [7, 8, 9, 10, 11]

    /// The places of the requests in the order in which they were answered; without those of which there was no read.
    private static func answered(_ guesses: [SiteGuess], loud: Int, _ find: FindSite) async throws -> [Int] {
        let loop = MultiThreadedEventLoopGroup.singleton.any()
        return try await withCheckedThrowingContinuation { (done: CheckedContinuation<[Int], any Error>) in
            loop.execute {
                let turn = DirectTurn(loop, findSite: find)
                var (answers, places) = (0, [Int]())
                for (place, isLoud) in isLoud.enumerated() {
                    turn.wait(for: guesses[isLoud ? loud : 1 - loud]) { moment in
                        answers += 1
                        if moment != nil { places.append(place) }
                        if answers == Self.isLoud.count { done.resume(returning: places) }
                    }
                }
            }
        }
    }
}
