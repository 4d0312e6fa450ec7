import Dialects
import Foundation

/// "Is this token good?", of tokens the server has not seen yet and of tokens it knows.
struct ValidationRun {
    let bench: TokenBench
    private static let glewlwydTokens = 2_000

    func run() async throws -> Section {
        let place = try await bench.makeDatabase("validation")
        let standard = try await Population.make(tokens: bench.tokens, in: place, folder: bench.scratch)
        let other = try await Population.make(
            tokens: max(1_000, min(bench.tokens / 10, 100_000)), dialect: .xoxoday, in: place, folder: bench.scratch)
        let records = try standard.tokenRecords(atMost: bench.tokens)
        let asked = try standard.introspections(records)
        let validated = try other.validations("/chef/v1/oauth/token", other.tokenRecords(atMost: other.tokens))
        var section = Section(
            "Validation",
            note: """
                Of \(standard.tokens) live tokens, \(standard.tokensPerGrant) a grant, over \(bench.wrk.connections) connections; medians of \
                \(bench.rounds) rounds of \(bench.seconds) s, each in turn with what it is held against. The server's memory for tokens was set to \(bench.memory) MB.
                """)

        let server = try await bench.startServer(place)
        defer { server.stop() }
        let template = standard.introspection(standard.vendors[0], authorization: standard.vendors[0].resourceServerAuthorization)
        let constant = try await bench.startConstant(like: template, try records.text(records.count - 1))
        defer { constant.stop() }
        try await cold(asked, in: &section)
        try await bench.warm(validated)
        try await warm(
            asked, byKey: try standard.introspectionsByKey(records), validated, server: server, constant: constant, in: &section)
        section.add("the server's memory after that", "\(server.residentMebibytes) MiB")
        server.stop()
        try await place.drop(from: bench.cluster)
        return section
    }

    private func cold(_ asked: RequestFiles, in section: inout Section) async throws {
        let walk = Walk()
        let first = TokenBench.Side(name: "first") {
            let outcome = try await bench.wrk.run(asked, .walk(from: walk.next), port: bench.port, seconds: bench.seconds)
            walk.advance(by: outcome.walked)
            guard !outcome.isExhausted else {
                throw BenchError(
                    "all \(asked.records.count) tokens were asked about before the rounds were over: more --tokens, or fewer --rounds or --seconds"
                )
            }
            return outcome.perSecond
        }
        let rates = try await bench.alternate("first sight", [first, bench.load("constant", asked, port: bench.constantPort)])
        guard let one = rates["first"], let other = rates["constant"] else { return }
        section.ratio(
            "a token the server sees for the first time, against a POST of the same server that reads its body and answers a constant",
            one.median, of: other.median, aim: "≥ 0.30")
        try await bench.warm(asked)
    }

    private func warm(
        _ asked: RequestFiles, byKey: RequestFiles, _ validated: RequestFiles, server: ServerProcess, constant: ConstantServer,
        in section: inout Section
    ) async throws {
        let shares = ProcessorShares(server: server.processID, postmaster: bench.postmaster)
        let constantShares = ProcessorShares(server: constant.processID, postmaster: bench.postmaster)
        var sides = [
            TokenBench.Side(name: "asked") {
                try await shares.measure { try await bench.wrk.run(asked, .random, port: bench.port, seconds: bench.seconds).perSecond }
            },
            TokenBench.Side(name: "constant") {
                try await constantShares.measure {
                    try await bench.wrk.run(asked, .random, port: bench.constantPort, seconds: bench.seconds).perSecond
                }
            },
            bench.load("by key", byKey), bench.load("validated", validated),
        ]
        if let glewlwyd = bench.glewlwyd {
            sides.append(
                bench.load(
                    "glewlwyd", try await glewlwyd.introspection(of: Self.glewlwydTokens, in: bench.scratch), port: glewlwyd.port))
        }
        let rates = try await bench.alternate("warm", sides)
        guard let one = rates["asked"], let other = rates["constant"], let key = rates["by key"], let get = rates["validated"] else {
            return
        }
        section.ratio(
            "any of the tokens, once it knows them all: introspection by a resource server, against the same", one.median,
            of: other.median, aim: "≥ 0.85")
        section.ratio("the same by the vendor's own key", key.median, of: other.median, aim: "")
        section.ratio("a vendor's GET by the token itself (\(validated.records.count) tokens)", get.median, of: other.median, aim: "")
        var bars = [
            RatePlot.Bar("constant answer", other), RatePlot.Bar("resource server", one), RatePlot.Bar("vendor's key", key),
            RatePlot.Bar("GET by token", get),
        ]
        if let glewlwyd = rates["glewlwyd"] {
            section.ratio(
                "introspection against Glewlwyd's, of \(Self.glewlwydTokens) of its own tokens on the same cluster", one.median,
                of: glewlwyd.median, digits: 1, aim: "≥ 25")
            bars.append(RatePlot.Bar("Glewlwyd", glewlwyd))
        }
        section.add(
            "PostgreSQL's share of the machine's processors meanwhile",
            "**\(shares.cluster)** (server \(shares.server), wrk \(shares.load))", aim: "≤ 10 %")
        section.add("and of the constant answer", "server \(constantShares.server), wrk \(constantShares.load)")
        section.plot("validation-rates", "Tokens asked about in a second", RatePlot("Warm: answers a second", bars).svg)
    }
}
