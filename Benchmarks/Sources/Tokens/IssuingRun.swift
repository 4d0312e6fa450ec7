import Foundation

/// Tokens given out, each with a commit that is on the disk before it is answered.
struct IssuingRun {
    let bench: TokenBench

    func run() async throws -> Section {
        let place = try await bench.makeDatabase("issuing")
        let population = try await Population.make(tokens: min(bench.tokens, 1_000_000), in: place, folder: bench.scratch)
        try await bench.cluster.run("CREATE DATABASE bare")
        let bare = try await PgBench.prepare(bench.cluster.database("bare"), program: bench.pgbench, folder: bench.scratch)
        let clients = try await bare.bestClients(seconds: max(2, bench.seconds / 2))
        let durable = try await place.psql.run("SELECT current_setting('fsync') || ', ' || current_setting('synchronous_commit')")
        var section = Section(
            "Issue",
            note: """
                fsync and synchronous_commit are \(durable). \(population.tokens) tokens of \(population.grants) grants are there already; \
                \(bench.wrk.connections) connections; medians of \(bench.rounds) rounds of \(bench.seconds) s, in turn. pgbench inserts a row \
                with an id, a hash in an index and a time, prepared, with \(clients) clients, of 8, 16, 32 and 64 the number at which it inserts most. Client credentials are those of accounts \
                that had a token before, unless it says otherwise.
                """)
        let server = try await bench.startServer(place)
        defer { server.stop() }
        // What a round may use up: no more than ten times the bare inserts would be a figure anybody believed, twice is ample.
        let ample = Int(try await bare.run(clients: clients, seconds: 1) * Double(bench.seconds) * 2) + 1_000
        // Half of the accounts are asked for again and again, the others once, a part of them each round.
        let (known, part) = (population.grants / 2, population.grants / 2 / (bench.rounds + 1))
        let accounts = try population.clientCredentials(population.accountRecords(atMost: known))
        let newcomers = Walk()
        try await bench.warm(accounts)
        let (codes, refreshes) = (Walk(), Walk())
        var sides = [
            TokenBench.Side(name: "bare") { try await bare.run(clients: clients, seconds: bench.seconds) },
            bench.load("client credentials", accounts),
            once("first client credentials") {
                let records = try population.accountRecords(from: known + newcomers.next, atMost: part, name: "newcomers")
                newcomers.advance(by: part)
                return try population.clientCredentials(records)
            },
            once("code") {
                let records = try await population.addCodes(ample, from: codes.next)
                codes.advance(by: ample)
                return try population.exchanges(records)
            },
            once("refresh") {
                let records = try await population.addRefreshTokens(ample, from: refreshes.next)
                refreshes.advance(by: ample)
                return try population.refreshes(records)
            },
        ]
        if let glewlwyd = bench.glewlwyd {
            sides.append(bench.load("glewlwyd", try glewlwyd.clientCredentials(in: bench.scratch), port: glewlwyd.port))
        }
        // A round that does not count: what was planned while a table was empty is of no use afterwards.
        _ = try await bench.alternate("first round", rounds: 1, sides)
        let rates = try await bench.alternate("issue", sides)
        server.stop()
        try add(rates, to: &section)
        try await place.drop(from: bench.cluster)
        try await bench.cluster.run("DROP DATABASE bare WITH (FORCE)")
        return section
    }

    private func once(_ name: String, make: @escaping @Sendable () async throws -> RequestFiles) -> TokenBench.Side {
        TokenBench.Side(name: name) {
            let requests = try await make()
            let outcome = try await bench.wrk.run(requests, .walk(from: 0), port: bench.port, seconds: bench.seconds)
            return outcome.perSecond
        }
    }

    private func add(_ rates: [String: Distribution], to section: inout Section) throws {
        guard let bare = rates["bare"], let code = rates["code"], let refresh = rates["refresh"], let alone = rates["client credentials"],
            let first = rates["first client credentials"]
        else { throw BenchError("nothing was issued") }
        section.ratio("authorization codes exchanged, against the bare INSERT", code.median, of: bare.median, aim: "≥ 0.6")
        section.ratio("refresh tokens exchanged, against the same", refresh.median, of: bare.median, aim: "≥ 0.6")
        section.ratio("client credentials, against the same", alone.median, of: bare.median, aim: "≥ 0.9")
        section.ratio("the first of an account since the server started, against the same", first.median, of: bare.median, aim: "")
        var bars = [
            RatePlot.Bar("bare INSERT", bare), RatePlot.Bar("client credentials", alone),
            RatePlot.Bar("the first of an account", first), RatePlot.Bar("authorization code", code),
            RatePlot.Bar("refresh token", refresh),
        ]
        if let glewlwyd = rates["glewlwyd"] {
            section.ratio("client credentials, against Glewlwyd's", alone.median, of: glewlwyd.median, digits: 1, aim: "≥ 10")
            bars.append(RatePlot.Bar("Glewlwyd", glewlwyd))
        }
        section.plot("issue-rates", "Tokens issued in a second", RatePlot("Durable, in a second", bars).svg)
    }
}
