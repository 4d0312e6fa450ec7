import Broker
import Foundation

/// The measurements, one after the other on one machine.
struct WebhookRun: Sendable {
    let engine: Engine
    let outbox: Outbox
    let receiverPort: Int
    let startServer: @Sendable () throws -> ServerProcess

    /// Deliveries a second of a backlog, and what the same client reaches with no database behind it.
    func throughput(_ count: Int) async throws -> WebhookReport.Throughput {
        let fixture = try await Fixture.make(
            500, engine: engine, outbox: outbox, receiverPort: receiverPort, behaviour: { _ in .ok }, progress: Progress("endpoints"))
        _ = try await HTTP.get(receiverPort, "/reset")
        let bare = try await bareRate(count)
        _ = try await HTTP.get(receiverPort, "/reset")
        let progress = Progress("events")
        for start in stride(from: 0, to: count, by: 500) {
            try await fixture.commit((start..<min(start + 500, count)).map { ($0, fixture.targets[$0 % fixture.targets.count]) })
            progress.show(min(start + 500, count), of: count)
        }
        let server = try startServer()
        let arrivals = try await waitForArrivals(count, atMost: 600)
        server.stop()
        let times = arrivals.values.map(\.first).sorted()
        guard let first = times.first, let last = times.last, last > first else { throw BenchError("nothing arrived") }
        return .init(
            deliveries: count, arrived: arrivals.count, perSecond: Double(times.count - 1) / (last - first), bare: bare,
            duplicates: arrivals.values.reduce(0) { $0 + $1.count - 1 })
    }

    /// The guarded client alone, with the bodies and headers of deliveries and as many at once.
    private func bareRate(_ count: Int) async throws -> Double {
        let client = OutgoingClient()
        let port = receiverPort
        let body = Array(
            #"{"data":{"account_id":"0123456789abcdef0123456789abcdef","actor":"ada@first.example","approved_by":"ada@first.example","caused_by":"user","client_id":"0123456789abcdef0123456789abcdef","n":1,"scopes":["read"]},"timestamp":"2026-01-01T00:00:00.000Z","type":"account.connected","version":1}"#
                .utf8)
        let headers = [
            ("content-type", "application/json"), ("webhook-id", "00000000-0000-0000-0000-000000000000"),
            ("webhook-timestamp", "1700000000"),
            ("webhook-signature", "v1,AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="),
        ]
        let workers = 400
        let began = Clock.now
        try await withThrowingTaskGroup(of: Void.self) { group in
            for worker in 0..<workers {
                group.addTask {
                    for index in stride(from: worker, to: count, by: workers) {
                        let url = try OutgoingURL("http://127.1.\(index / 250 % 250).\(1 + index % 250):\(port)/ok/\(index)", sandbox: true)
                        let answer = try await client.send(
                            .post(url, headers: headers, body: body, answer: .beginning(bytes: 1024, patience: .seconds(1))), sandbox: true,
                            deadline: .seconds(15))
                        guard answer.status == 204 else { throw BenchError("the receiver answered \(answer.status)") }
                    }
                }
            }
            try await group.waitForAll()
        }
        return Double(count) / (Clock.now - began)
    }

    /// How soon healthy endpoints hear of an event while others hang, drip and fail.
    func isolation(endpoints: Int, rate: Int, seconds: Int) async throws -> WebhookReport.Isolation {
        let fixture = try await Fixture.make(
            endpoints, engine: engine, outbox: outbox, receiverPort: receiverPort, behaviour: Behaviour.of, progress: Progress("endpoints"))
        _ = try await HTTP.get(receiverPort, "/reset")
        let server = try startServer()
        try await server.waitUntilReady()
        let count = rate * seconds
        let committed = try await emit(count, rate: rate, to: fixture, choose: { ($0 * 7_919) % fixture.targets.count })
        let healthy = Set((0..<count).filter { fixture.targets[($0 * 7_919) % fixture.targets.count].behaviour == .ok })
        var arrivals: [Int: (first: Double, count: Int)] = [:]
        for _ in 0..<120 {
            arrivals = try await self.arrivals()
            if healthy.allSatisfy({ arrivals[$0] != nil }) { break }
            try await Task.sleep(for: .milliseconds(500))
        }
        let footprint = server.footprint
        server.stop()
        let delays = healthy.compactMap { number in arrivals[number].map { max(0, $0.first - (committed[number] ?? 0)) } }
        let duplicates = healthy.reduce(0) { $0 + max(0, (arrivals[$1]?.count ?? 0) - 1) }
        return .init(
            endpoints: endpoints, rate: rate, seconds: seconds, healthy: healthy.count, arrived: delays.count,
            delays: Distribution(delays), duplicates: duplicates, mebibytes: footprint.mebibytes, files: footprint.files)
    }

    /// Whether every committed event arrives though the server is killed over and over.
    func kills(_ kills: Int, rate: Int) async throws -> WebhookReport.Kills {
        let fixture = try await Fixture.make(
            200, engine: engine, outbox: outbox, receiverPort: receiverPort, behaviour: { _ in .ok }, progress: Progress("endpoints"))
        _ = try await HTTP.get(receiverPort, "/reset")
        var server = try startServer()
        try await server.waitUntilReady()
        let perLife = rate
        let progress = Progress("kills")
        // Numbers of their own: what the measurement before still tries may arrive meanwhile.
        let base = 10_000_000
        for round in 0..<kills {
            let numbers = (base + round * perLife)..<(base + (round + 1) * perLife)
            let emitting = Task {
                for start in stride(from: numbers.lowerBound, to: numbers.upperBound, by: 10) {
                    try await fixture.commit(
                        (start..<min(start + 10, numbers.upperBound)).map { ($0, fixture.targets[$0 % fixture.targets.count]) })
                    try await Task.sleep(for: .milliseconds(10 * 1000 / rate))
                }
            }
            // From the first events to after the last, differently each time.
            try await Task.sleep(for: .milliseconds(50 + (round * 137) % 1_000))
            server.kill9()
            server = try startServer()
            try await emitting.value
            progress.show(round + 1, of: kills)
        }
        try await server.waitUntilReady()
        let count = kills * perLife
        let arrivals = try await waitForArrivals(count, atMost: 180, from: base)
        server.stop()
        return .init(
            kills: kills, committed: count, arrived: arrivals.count, duplicates: arrivals.values.reduce(0) { $0 + $1.count - 1 })
    }

    /// Commits numbered events at a steady rate; returns when each was committed.
    private func emit(
        _ count: Int, rate: Int, to fixture: Fixture, choose: @escaping @Sendable (Int) -> Int
    ) async throws -> [Int: Double] {
        let progress = Progress("events")
        let began = Clock.now
        return try await withThrowingTaskGroup(of: (Int, Double).self) { group in
            for number in 0..<count {
                let wait = began + Double(number) / Double(rate) - Clock.now
                if wait > 0 { try await Task.sleep(for: .seconds(wait)) }
                group.addTask {
                    try await fixture.commit([(number, fixture.targets[choose(number)])])
                    return (number, Clock.now)
                }
                progress.show(number + 1, of: count)
            }
            return try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
    }

    private func arrivals() async throws -> [Int: (first: Double, count: Int)] {
        var found: [Int: (first: Double, count: Int)] = [:]
        for line in try await HTTP.get(receiverPort, "/dump").body.split(separator: "\n") {
            let parts = line.split(separator: " ")
            guard parts.count == 3, let number = Int(parts[0]), let time = Double(parts[1]), let count = Int(parts[2]) else { continue }
            found[number] = (time, count)
        }
        return found
    }

    private func waitForArrivals(
        _ count: Int, atMost seconds: Int, from base: Int = 0
    ) async throws -> [Int: (first: Double, count: Int)] {
        let progress = Progress("deliveries")
        for _ in 0..<(seconds * 4) {
            let arrived = Int(try await HTTP.get(receiverPort, "/count/\(base)").body) ?? 0
            progress.show(arrived, of: count)
            if arrived >= count { break }
            try await Task.sleep(for: .milliseconds(250))
        }
        // What is on its way a second time is to be counted too.
        try await Task.sleep(for: .seconds(2))
        return try await arrivals().filter { $0.key >= base }
    }
}
