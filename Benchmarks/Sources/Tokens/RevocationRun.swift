import AsyncHTTPClient
import Broker
import Foundation
import NIOCore

/// Ending a grant, by the management API: one row, however many tokens hang on it.
struct RevocationRun {
    let bench: TokenBench
    /// Of the large grants.
    let tokens: Int
    private static let operatorName = "bench"

    func run() async throws -> Section {
        let place = try await bench.makeDatabase("revocation")
        // Two grants a round; the first one of them gets its million, and one more pair is for the first request of a server.
        let pairs = bench.rounds + 1
        let population = try await Population.make(tokens: pairs * 2, tokensPerGrant: 1, in: place, folder: bench.scratch)
        let rounds = bench.rounds
        try await population.addTokens(rounds * (tokens - 1), from: pairs * 2) { number in ((number - pairs * 2) % rounds + 1) * 2 }
        try await place.psql.run("VACUUM (ANALYZE)")
        let (key, _) = try await ChangeAdminKeys(engine: place.engine).create(
            name: Self.operatorName, tenant: nil, lifetime: nil, by: .server)
        let server = try await bench.startServer(place)
        defer { server.stop() }
        for grant in [0, 1] { _ = try await revoke(grant, of: population, key: key.value, port: server.managementPort) }
        let walk = Walk()
        let times = try await bench.alternate(
            "revocations",
            [
                TokenBench.Side(name: "large") {
                    walk.advance(by: 2)
                    return try await revoke(walk.next, of: population, key: key.value, port: server.managementPort)
                },
                TokenBench.Side(name: "small") {
                    try await revoke(walk.next + 1, of: population, key: key.value, port: server.managementPort)
                },
            ])
        var section = Section(
            "Revocation",
            note: "`POST …/grants/{id}/revoke` of the management API, one at a time; medians of \(bench.rounds), in turn.")
        if let large = times["large"], let small = times["small"] {
            section.ratio(
                "time to revoke a grant with \(tokens) tokens, against one with one token", large.median * 1000, of: small.median * 1000,
                unit: " ms", aim: "1")
        }
        server.stop()
        try await place.drop(from: bench.cluster)
        return section
    }

    /// Seconds.
    private func revoke(_ grant: Int, of population: Population, key: String, port: Int) async throws -> Double {
        let slug = population.vendors[0].tenant.slug
        var request = HTTPClientRequest(
            url: "http://127.0.0.1:\(port)/admin/v1/tenants/\(slug)/grants/\(population.id(.grant, grant))/revoke")
        request.method = .POST
        request.headers.add(name: "Authorization", value: "Bearer \(key)")
        let began = Clock.now
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(60))
        let body = String(buffer: try await response.body.collect(upTo: 1 << 20))
        let time = Clock.now - began
        guard response.status == .ok else { throw BenchError("revoking was answered with \(response.status): \(body)") }
        return time
    }
}
