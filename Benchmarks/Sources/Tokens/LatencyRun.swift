import Foundation

/// How long one waits at half of the top rate; how soon a server is there, and what it needs while nobody asks.
struct LatencyRun {
    let bench: TokenBench
    private static let openConnections = 1_000

    func run() async throws -> Section {
        let place = try await bench.makeDatabase("latency")
        let population = try await Population.make(tokens: min(bench.tokens, 100_000), in: place, folder: bench.scratch)
        let records = try population.tokenRecords(atMost: population.tokens)
        let asked = try population.introspections(records)
        let issued = try population.clientCredentials(population.accountRecords())
        var section = Section(
            "Latency, start and memory",
            note: """
                At half of what the server reached in the same run, over \(bench.wrk.connections) connections, \(bench.rounds) rounds of \
                \(bench.seconds) s in turn. wrk asks again when it was answered, and so misses what waits; these delays are from \
                `symbolon-bench pace`, in which every request has its time and its delay counts from then. \(population.tokens) tokens, all of \
                them known to the server; its memory for them was set to \(bench.memory) MB.
                """)
        try await footprint(place, population, in: &section)

        let server = try await bench.startServer(place)
        defer { server.stop() }
        let template = population.introspection(population.vendors[0], authorization: population.vendors[0].resourceServerAuthorization)
        let constant = try await bench.startConstant(like: template, try records.text(0))
        defer { constant.stop() }
        try await bench.warm(asked)
        let validationRate = try await bench.wrk.run(asked, .random, port: bench.port, seconds: bench.seconds).perSecond / 2
        let issueRate = try await bench.wrk.run(issued, .random, port: bench.port, seconds: bench.seconds).perSecond / 2
        let delays = Delays()
        _ = try await bench.alternate(
            "delays",
            [
                pace("validation", asked, bench.port, validationRate, delays),
                pace("constant", asked, bench.constantPort, validationRate, delays), pace("issue", issued, bench.port, issueRate, delays),
            ])
        let (one, other, issue) = (delays.of("validation"), delays.of("constant"), delays.of("issue"))
        for (name, share) in [("p50", 0.5), ("p99", 0.99), ("p99.9", 0.999)] {
            section.ratio(
                "\(name) of validation at \(Int(validationRate))/s, against the constant answer at that rate", one.quantile(share) * 1000,
                of: other.quantile(share) * 1000, unit: " ms", aim: "")
        }
        section.add(
            "client credentials at \(Int(issueRate))/s",
            [("p50", 0.5), ("p99", 0.99), ("p99.9", 0.999)].map { "\($0.0) \(Section.figure(issue.quantile($0.1) * 1000)) ms" }
                .joined(separator: ", "))
        section.plot(
            "token-delays", "Share of requests answered, by time since each was due",
            DelayPlot(
                title: "Share of requests answered, by time since each was due", axis: "from when a request was due to its answer",
                [("validation", one), ("constant answer", other), ("client credentials", issue)], least: 0.0001, most: 1
            ).svg)
        server.stop()
        try await place.drop(from: bench.cluster)
        return section
    }

    private func footprint(_ place: BenchDatabase, _ population: Population, in section: inout Section) async throws {
        let began = Clock.now
        let server = try await bench.startServer(place)
        defer { server.stop() }
        section.add("from start to ready", String(format: "%.2f s", Clock.now - began))
        try await Task.sleep(for: .seconds(2))
        section.add("memory before anybody asked", "**\(server.residentMebibytes) MiB**", aim: "≤ 60 MB")
        let open = try await Connections.open(
            Self.openConnections, port: bench.port, path: population.vendors[0].path("/.well-known/oauth-authorization-server"))
        try await Task.sleep(for: .seconds(1))
        section.add(
            "with \(Self.openConnections) open connections, before any validation", "**\(server.residentMebibytes) MiB**", aim: "≤ 120 MB")
        await open.close()
    }

    private func pace(_ name: String, _ requests: RequestFiles, _ port: Int, _ rate: Double, _ delays: Delays) -> TokenBench.Side {
        TokenBench.Side(name: name) {
            let found = try await Pace.run(
                requests, port: port, rate: rate, seconds: bench.seconds, connections: bench.wrk.connections, folder: bench.scratch)
            delays.add(found, of: name)
            return Distribution(found).median
        }
    }
}
