import ArgumentParser
import Foundation

/// How tokens do: asked about, issued, by the million, among other tenants, and revoked.
struct TokensCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tokens", abstract: "Measure validation and issue of tokens; Benchmarks/run sets up what it needs.")

    /// What can be measured by itself.
    enum Part: String, CaseIterable, ExpressibleByArgument {
        case validation, issuing, latency, growth, revocation, neighbours
    }

    @Argument(help: "The parts, in the order in which they are measured.") var parts: [Part]
    @Option(help: "The server's binary.") var server: String
    @Option(help: "The server's port; management takes the next, the constant answer the one after.") var port: Int
    @Option(help: "Where the server writes its log.") var log: String
    @Option(help: "Where the report goes: a folder.") var output: String
    @Option(help: "The folder of wrk's script.") var scripts: String
    @Option(help: "A folder for what is written in passing.") var scratch: String
    @Option(help: "The folder of PostgreSQL's programs.") var programs: String
    @Option(help: "The folder of the cluster's socket; it has a database `empty` with the schema and nothing in it.") var sockets: String
    @Option(help: "The cluster's first process.") var postmaster: Int32
    @Option(help: "Glewlwyd's port, where it runs.") var glewlwydPort: Int?
    @Option(help: "The secret of its client `bench`.") var glewlwydSecret = ""
    @Option(help: "Tokens of the first measurements.") var tokens = 1_000_000
    @Option(help: "The most tokens of the growth measurement.") var growthTokens = 10_000_000
    @Option(help: "Tokens that are asked about there when warm.") var workingSet = 100_000
    @Option(help: "Tokens of the large grant that is revoked.") var grantTokens = 1_000_000
    @Option(help: "Of one measurement.") var seconds = 5
    @Option(help: "How often each is repeated, in turn with what it is held against.") var rounds = 5
    @Option(help: "Connections that ask at once.") var connections = 64

    func run() async throws {
        let cluster = Psql(program: programs + "/psql", sockets: sockets, name: "postgres")
        let bench = TokenBench(
            serverBinary: server, port: port, log: log, scratch: scratch, cluster: cluster, postmaster: postmaster,
            pgbench: programs + "/pgbench", wrk: Wrk(script: scripts + "/requests.lua", connections: connections),
            glewlwyd: glewlwydPort.map { Glewlwyd(port: $0, secret: glewlwydSecret) }, tokens: tokens, seconds: seconds, rounds: rounds)
        var report = TokenReport(folder: output)
        for part in parts {
            let began = Clock.now
            FileHandle.standardError.write(Data("== \(part.rawValue)\n".utf8))
            let section =
                switch part {
                case .validation: try await ValidationRun(bench: bench).run()
                case .issuing: try await IssuingRun(bench: bench).run()
                case .latency: try await LatencyRun(bench: bench).run()
                case .growth: try await GrowthRun(bench: bench, most: growthTokens, workingSet: workingSet).run()
                case .revocation: try await RevocationRun(bench: bench, tokens: grantTokens).run()
                case .neighbours: try await NeighbourRun(bench: bench).run()
                }
            try report.add(section)
            FileHandle.standardError.write(Data("== \(part.rawValue) took \(Int(Clock.now - began)) s\n".utf8))
        }
        print(report.text)
    }
}
