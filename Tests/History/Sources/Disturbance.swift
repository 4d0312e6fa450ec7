import HistoryCheck
import Synchronization

/// What befalls the ways between servers and database, and when servers may say that they are unavailable for it.
final class Disturbance: Sendable {
    private let proxies: [[PostgresProxy]]
    private let past = Mutex<[Judge.Excuse]>([])
    private let counts = Mutex<(freezes: Int, cuts: Int, absences: Int)>((0, 0, 0))

    /// Of each server.
    init(proxies: [[PostgresProxy]]) { self.proxies = proxies }

    var excuses: [Judge.Excuse] { past.withLock { $0 } }
    var numbers: (freezes: Int, cuts: Int, absences: Int) { counts.withLock { $0 } }

    /// How long it takes a server to find its feet again.
    /// The same after a failover, in milliseconds.
    static let failoverExcuse = 20_000.0
    private static let aftermath = UInt64.milliseconds(9_000)

    /// One server's database falls silent, mostly for a moment, is gone and there again, or stays away. Meanwhile everything else goes on.
    func disturb() {
        guard let server = proxies.randomElement() else { return }
        let began = MonotonicClock.now
        if Int.random(in: 0..<4) == 0 {
            // Its reads fail at once: what it says then, it says without one.
            counts.withLock { $0.absences += 1 }
            let time = Double.random(in: 300..<1_500)
            excuse(from: began, to: began + .milliseconds(time) + Self.aftermath)
            for proxy in server { proxy.leave(milliseconds: time) }
            MonotonicClock.sleep(milliseconds: time)
        } else if Int.random(in: 0..<3) == 0 {
            counts.withLock { $0.cuts += 1 }
            excuse(from: began, to: began + Self.aftermath)
            for proxy in server { proxy.cut() }
        } else {
            counts.withLock { $0.freezes += 1 }
            let time = Int.random(in: 0..<4) == 0 ? Double.random(in: 3_000..<9_000) : .random(in: 50..<900)
            // The shorter ones no server notices.
            if time > 500 { excuse(from: began, to: began + .milliseconds(time) + Self.aftermath) }
            for proxy in server { proxy.freeze(milliseconds: time) }
            MonotonicClock.sleep(milliseconds: time)
        }
    }

    func excuse(from: UInt64, to: UInt64) { past.withLock { $0.append((from, to)) } }

    func failOver(_ clusters: Clusters, _ fence: Clusters.Fence) throws {
        let began = MonotonicClock.now
        excuse(from: began, to: .max)
        try clusters.failOver(fence)
        past.withLock { excuses in
            excuses.removeAll { $0.to == .max }
            excuses.append((began, MonotonicClock.now + .milliseconds(Self.failoverExcuse)))
        }
    }
}
