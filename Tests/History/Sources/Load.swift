import HistoryCheck
import Synchronization

/// Asks about tokens, as fast as answers come, on one connection to each server.
final class Load: Sendable {
    private let world: World
    private let ports: [Int]
    private let spotlight: Switcher.Spotlight
    private let stopped = Mutex(false)
    private let asked = Atomic<Int>(0)
    private let collected = Mutex<[Observation]>([])

    init(_ world: World, ports: [Int], spotlight: Switcher.Spotlight) {
        self.world = world
        self.ports = ports
        self.spotlight = spotlight
    }

    var count: Int { asked.load(ordering: .relaxed) }

    func end() { stopped.withLock { $0 = true } }

    /// All that was seen, once everybody has ended.
    var observations: [Observation] { collected.withLock { $0 } }

    func run() {
        let connections = ports.map { HTTPConnection(port: $0, patience: 30) }
        var seen: [Observation] = []
        while !stopped.withLock({ $0 }) {
            let chosen = Double.random(in: 0..<1) < 0.75 ? spotlight.probe() : nil
            let number = chosen ?? Int32.random(in: 0..<Int32(world.probes.count))
            let probe = world.probes[Int(number)]
            var request = probe.request
            var address = Int.random(in: 0..<1_000_000)
            for digit in probe.address {
                request[digit] = UInt8(48 + address % 10)
                address /= 10
            }
            let server = Int.random(in: 0..<ports.count)
            let sent = MonotonicClock.now
            let answer = connections[server].exchange(request)
            let received = MonotonicClock.now
            let (outcome, isRight, marks) = probe.read(answer)
            seen.append(
                Observation(
                    question: number, outcome: outcome, isRight: isRight, server: UInt8(server), sent: sent, received: received,
                    marks: marks))
            asked.add(1, ordering: .relaxed)
            // A server that is away is not asked as fast as can be.
            if outcome == .unavailable { MonotonicClock.sleep(milliseconds: 5) }
        }
        collected.withLock { $0 += seen }
    }
}
