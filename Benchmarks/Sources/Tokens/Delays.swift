import Synchronization

/// The delays of several rounds, put together by what they are of.
final class Delays: Sendable {
    private let found: Mutex<[String: [Double]]> = Mutex([:])

    func add(_ delays: [Double], of name: String) { found.withLock { $0[name, default: []] += delays } }

    func of(_ name: String) -> Distribution { Distribution(found.withLock { $0[name] ?? [] }) }
}
