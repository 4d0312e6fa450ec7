import Broker
import Model
import NIOCore
import NIOPosix
import Synchronization
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
            let answered = Mutex<[String]>([])
            let loop = MultiThreadedEventLoopGroup.singleton.any()
            try await withCheckedThrowingContinuation { (done: CheckedContinuation<Void, any Error>) in
                loop.execute { [guesses] in
                    let turn = DirectTurn(loop, findSite: find)
                    let asked = Array(repeating: 0, count: 5) + [1, 1] + Array(repeating: 0, count: 5)
                    for (place, tenant) in asked.enumerated() {
                        turn.wait(for: guesses[tenant]) { moment in
                            let count = answered.withLock { answered in
                                answered.append("\(moment == nil ? "nothing " : "")\(tenant) \(place)")
                                return answered.count
                            }
                            if count == asked.count { done.resume() }
                        }
                    }
                }
            }
            #expect(answered.withLock { $0 } == ["1 5", "1 6"] + ([0, 1, 2, 3, 4] + [7, 8, 9, 10, 11]).map { "0 \($0)" })
        }
    }
}
