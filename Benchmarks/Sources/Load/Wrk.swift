import Foundation

/// wrk with the script in Benchmarks/lua: as many requests as so many connections can carry, one after another on each.
struct Wrk: Sendable {
    /// Which record comes next.
    enum Order: Sendable {
        case random
        /// Each once, from this one on.
        case walk(from: Int)
    }

    struct Outcome: Sendable {
        let requests: Int
        let seconds: Double
        /// How far any of its threads walked: behind it nothing was asked.
        let walked: Int
        /// How far all of them did: before it everything was.
        let passed: Int
        /// Whether any of them came to the end.
        let isExhausted: Bool

        var perSecond: Double { Double(requests) / seconds }
    }

    private let script: String
    private(set) var connections: Int
    /// Of a connection before its next request, on average, in milliseconds.
    private let pause: Int
    private static let threads = 2

    init(script: String, connections: Int, pause: Int = 0) {
        self.script = script
        self.connections = connections
        self.pause = pause
    }

    /// The same with a pause before each request, and as many connections as make about so many of them in a second.
    func pacing(_ requests: RequestFiles, at rate: Double, port: Int) async throws -> Wrk {
        var paced = Wrk(script: script, connections: max(1, Int(rate * 0.003)), pause: 2)
        for _ in 0..<2 {
            let found = try await paced.run(requests, .random, port: port, seconds: 2)
            paced.connections = max(1, Int((Double(paced.connections) * rate / found.perSecond).rounded()))
        }
        return paced
    }

    /// Throws when anything was answered with an error: a rate of refusals says nothing.
    func run(_ requests: RequestFiles, _ order: Order, port: Int, seconds: Int) async throws -> Outcome {
        let seed = UInt16.random(in: 1 ... .max)
        let (word, first) =
            switch order {
            case .random: ("random", 0)
            case .walk(let from): ("walk", from)
            }
        let text = try await Tool.run(
            "/usr/bin/wrk",
            [
                "-t\(Self.threads)", "-c\(connections)", "-d\(seconds)s", "--timeout", "30s", "-s", script, "http://127.0.0.1:\(port)/",
                "--",
                requests.templates, requests.records.path, word, "\(first)", "\(Self.threads)", "\(seed)",
                "\(pause)",
            ])
        guard
            let match = text.firstMatch(
                of: /bench requests=(\d+) seconds=([\d.]+) failures=(\d+) walked=(\d+) passed=(\d+) exhausted=(\d+)/),
            let count = Int(match.1), let time = Double(match.2), let failures = Int(match.3), let walked = Int(match.4),
            let passed = Int(match.5)
        else { throw BenchError("wrk said something else: \(text)") }
        guard failures == 0, count > 0 else { throw BenchError("of \(count) requests \(failures) failed (\(requests.templates)): \(text)") }
        return Outcome(requests: count, seconds: time, walked: walked, passed: passed, isExhausted: match.6 != "0")
    }
}
