import Foundation

/// What every measurement of tokens works with.
struct TokenBench: Sendable {
    let serverBinary: String
    let port: Int
    let log: String
    let scratch: String
    let cluster: Psql
    let postmaster: Int32
    let pgbench: String
    let wrk: Wrk
    let glewlwyd: Glewlwyd?
    let tokens: Int
    let seconds: Int
    let rounds: Int

    var constantPort: Int { port + 2 }

    /// What the server may keep of tokens, in MB, as far as it says so: the setting's default otherwise.
    var memory: String { ProcessInfo.processInfo.environment["SYMBOLON_VALIDATION_MEMORY"] ?? "256" }

    func makeDatabase(_ name: String) async throws -> BenchDatabase { try await BenchDatabase.make(name, from: cluster) }

    /// The server over that database, ready.
    func startServer(_ database: BenchDatabase) async throws -> ServerProcess {
        let server = try ServerProcess.start(binary: serverBinary, port: port, log: log, environment: database.environment)
        do {
            try await server.waitUntilReady()
        } catch {
            server.stop()
            throw error
        }
        return server
    }

    func startConstant(like template: RequestTemplate, _ record: String) async throws -> ConstantServer {
        try await ConstantServer.start(like: template, record, serverPort: port, port: constantPort, folder: scratch)
    }

    /// One thing that is measured in turn with others.
    struct Side: Sendable {
        let name: String
        let measure: @Sendable () async throws -> Double
    }

    /// Each side once a round, so that what happens on the machine meanwhile happens to all of them.
    func alternate(_ what: String, rounds: Int? = nil, _ sides: [Side]) async throws -> [String: Distribution] {
        var found: [String: [Double]] = [:]
        let progress = Progress(what)
        let all = (rounds ?? self.rounds) * sides.count
        for round in 0..<(rounds ?? self.rounds) {
            for (number, side) in sides.enumerated() {
                found[side.name, default: []].append(try await side.measure())
                progress.show(round * sides.count + number + 1, of: all)
            }
        }
        return found.mapValues(Distribution.init)
    }

    /// A side that is asked by wrk.
    func load(_ name: String, _ requests: RequestFiles, port: Int? = nil, seconds: Int? = nil) -> Side {
        Side(name: name) {
            try await wrk.run(requests, .random, port: port ?? self.port, seconds: seconds ?? self.seconds).perSecond
        }
    }

    /// Asks about every record once.
    func warm(_ requests: RequestFiles) async throws {
        let progress = Progress("asked once")
        var next = 0
        while next < requests.records.count {
            let outcome = try await wrk.run(requests, .walk(from: next), port: port, seconds: 2)
            guard outcome.passed > 0 else { throw BenchError("nobody gets through \(requests.records.count) records in steps of 2 s") }
            next += outcome.passed
            progress.note("\(min(next, requests.records.count)) of \(requests.records.count)")
        }
    }
}
