import Foundation
import Synchronization

/// What several threads make at once, in its order.
final class Made: Sendable {
    private let state: Mutex<[Int: Result<Data, any Error>]> = Mutex([:])
    private let count: Int

    init(count: Int) { self.count = count }

    func set(_ index: Int, _ part: Result<Data, any Error>) { state.withLock { $0[index] = part } }

    var parts: [Result<Data, any Error>] {
        state.withLock { made in (0..<count).map { made[$0] ?? .failure(BenchError("a part was not made")) } }
    }
}
