import Foundation

/// Whether a request costs more where there is more.
struct GrowthRun {
    let bench: TokenBench
    let most: Int
    let workingSet: Int

    /// One database of that size.
    private struct Point: Sendable {
        let name: String
        let tokens: Int
        let tenants: Int
        let place: BenchDatabase
        let seeding: Double
        let first: RequestFiles
        let cold: RequestFiles
        let warm: RequestFiles
        let issue: RequestFiles
    }

    /// Cold rounds of one second, so that the smallest number of tokens lasts.
    private static let coldSeconds = 1

    func run() async throws -> Section {
        var points: [Point] = []
        let middle = min(most, 1_000_000)
        for tokens in [10_000, 1_000_000, 10_000_000] where tokens <= most { points.append(try await point(tokens, tenants: 1)) }
        for tenants in [100, 1_000] { points.append(try await point(middle, tenants: tenants)) }
        var rates: [String: [Double]] = [:]
        let progress = Progress("growth")
        for round in 0..<bench.rounds {
            for (number, point) in points.enumerated() {
                let found = try await measure(point)
                for (kind, rate) in found { rates["\(kind) \(point.name)", default: []].append(rate) }
                progress.show(round * points.count + number + 1, of: bench.rounds * points.count)
            }
        }
        let section = report(points, rates.mapValues(Distribution.init))
        for point in points { try await point.place.drop(from: bench.cluster) }
        return section
    }

    private func point(_ tokens: Int, tenants: Int) async throws -> Point {
        let place = try await bench.makeDatabase("growth_\(tokens)_\(tenants)")
        let began = Clock.now
        let population = try await Population.make(tokens: tokens, tenants: tenants, in: place, folder: bench.scratch)
        let seeding = Clock.now - began
        return Point(
            name: "\(tokens) tokens, \(tenants) tenants", tokens: population.tokens, tenants: tenants, place: place, seeding: seeding,
            first: try population.introspections(population.tokenRecordsOfTenants()),
            cold: try population.introspections(population.tokenRecords(atMost: 200_000, name: "all", leavingOutFirst: true)),
            warm: try population.introspections(population.tokenRecords(atMost: workingSet, name: "set")),
            issue: try population.clientCredentials(population.accountRecords(atMost: workingSet / population.tokensPerGrant)))
    }

    private func measure(_ point: Point) async throws -> [(String, Double)] {
        let server = try await bench.startServer(point.place)
        defer { server.stop() }
        try await bench.warm(point.first)
        let cold = try await bench.wrk.run(point.cold, .walk(from: 0), port: bench.port, seconds: Self.coldSeconds)
        try await bench.warm(point.warm)
        let warm = try await bench.wrk.run(point.warm, .random, port: bench.port, seconds: bench.seconds)
        try await bench.warm(point.issue)
        let issue = try await bench.wrk.run(point.issue, .random, port: bench.port, seconds: bench.seconds)
        return [("cold", cold.perSecond), ("warm", warm.perSecond), ("issue", issue.perSecond)]
    }

    private func report(_ points: [Point], _ rates: [String: Distribution]) -> Section {
        var section = Section(
            "Growth",
            note: """
                What a request costs with so many tokens and tenants, against the fewest; a database each, medians of \(bench.rounds) rounds in \
                turn, over \(bench.wrk.connections) connections. Cold: tokens the server sees for the first time, of tenants it \
                knows. Warm: \(workingSet) of the tokens (or all of \
                them) again and again; the server's memory for tokens was set to \(bench.memory) MB. Issue: client credentials, \
                for so many accounts, each of which had a token before.
                """)
        for (kind, word) in [("cold", "cold validation"), ("warm", "warm validation"), ("issue", "issue")] {
            guard let first = points.first, let least = rates["\(kind) \(first.name)"] else { continue }
            for point in points.dropFirst() {
                guard let rate = rates["\(kind) \(point.name)"] else { continue }
                section.add(
                    "\(word) with \(point.name), against \(first.name)",
                    String(
                        format: "**%.2f** (%@/s, then %@/s)", least.median / rate.median, Section.figure(least.median),
                        Section.figure(rate.median)), aim: "≤ 1.25")
            }
        }
        for point in points { section.add("made \(point.name) in", "\(Int(point.seeding)) s") }
        section.plot(
            "growth-rates", "Requests a second with more tokens and tenants",
            RatePlot(
                "Requests a second",
                ["cold", "warm", "issue"].flatMap { kind in
                    points.compactMap { point in
                        rates["\(kind) \(point.name)"].map {
                            RatePlot.Bar("\(kind), \(Self.short(point.tokens)), \(point.tenants) tenants", $0)
                        }
                    }
                }
            ).svg)
        return section
    }

    private static func short(_ count: Int) -> String { count >= 1_000_000 ? "\(count / 1_000_000) M" : "\(count / 1_000) k" }
}
