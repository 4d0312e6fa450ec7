import Foundation
import Synchronization

/// Whether tenants notice that another one asks fifty times as much as each of them.
struct NeighbourRun {
    let bench: TokenBench
    private static let others = 9
    private static let times = 50.0

    func run() async throws -> Section {
        let place = try await bench.makeDatabase("neighbours")
        let population = try await Population.make(
            tokens: min(bench.tokens, 100_000), tenants: Self.others + 1, in: place, folder: bench.scratch)
        let all = try population.tokenRecords(atMost: population.tokens)
        let asked = try population.introspections(all)
        // The first tenant is the loud one.
        let (loud, quiet) = (
            try population.introspections(try part(all, "loud", of: population) { $0 == 0 }),
            try population.introspections(try part(all, "quiet", of: population) { $0 != 0 })
        )
        let server = try await bench.startServer(place)
        defer { server.stop() }
        try await bench.warm(asked)
        let top = try await bench.wrk.run(asked, .random, port: bench.port, seconds: bench.seconds).perSecond
        // So that the loud one alone takes half of what the server can do.
        let each = top / 2 / Self.times
        let noise = try await bench.wrk.pacing(loud, at: each * Self.times, port: bench.port)
        let delays = Delays()
        let rates = Mutex<[Double]>([])
        _ = try await bench.alternate(
            "neighbours",
            [
                TokenBench.Side(name: "alone") {
                    let found = try await ask(quiet, each * Double(Self.others))
                    delays.add(found, of: "alone")
                    return Distribution(found).quantile(0.99)
                },
                TokenBench.Side(name: "beside") {
                    async let heard = noise.run(loud, .random, port: bench.port, seconds: bench.seconds)
                    let found = try await ask(quiet, each * Double(Self.others))
                    let rate = try await heard.perSecond
                    rates.withLock { $0.append(rate) }
                    delays.add(found, of: "beside")
                    return Distribution(found).quantile(0.99)
                },
            ])
        let loudness = Distribution(rates.withLock { $0 }).quantile(0.5)
        var section = Section(
            "Neighbours",
            note: """
                \(Self.others) tenants ask \(Section.figure(each)) times a second each, and a further one \(Int(Self.times)) times as often, \
                half of what the server reached in the same run; all tokens are known to it. The load of that one is wrk's, of \(noise.connections) \
                connections that pause for 2 ms on average (\(Section.figure(loudness)) a second), that of the others \
                `symbolon-bench pace`'s, of 32; \(bench.rounds) rounds of \(bench.seconds) s without the loud one and with it, in turn.
                """)
        let (alone, beside) = (delays.of("alone"), delays.of("beside"))
        for (name, share) in [("p50", 0.5), ("p99", 0.99)] {
            section.ratio(
                "\(name) of the others beside it, against alone", beside.quantile(share) * 1000, of: alone.quantile(share) * 1000,
                unit: " ms",
                aim: name == "p99" ? "≤ 1.5" : "")
        }
        server.stop()
        try await place.drop(from: bench.cluster)
        return section
    }

    private func ask(_ requests: RequestFiles, _ rate: Double) async throws -> [Double] {
        try await Pace.run(requests, port: bench.port, rate: rate, seconds: bench.seconds, connections: 32, folder: bench.scratch)
    }

    private func part(
        _ records: RecordFile, _ name: String, of population: Population, where isWanted: (Int) -> Bool
    ) throws -> RecordFile {
        let lines = try String(contentsOfFile: records.path, encoding: .utf8).split(separator: "\n")
        return try RecordFile.write(
            lines.compactMap { line in
                guard let tenant = Int(line.prefix(4)), isWanted(tenant) else { return nil }
                return (tenant, String(line.dropFirst(4)))
            }, to: "\(bench.scratch)/\(name).records")
    }
}
