import ArgumentParser
import Broker
import Foundation
import Postgres
import ServiceLifecycle

/// How webhooks do: how many in a second, how soon while others fail, and whether any is lost when the server is killed.
struct WebhooksCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "webhooks", abstract: "Measure the delivery of webhooks.")

    @Option(help: "The server's binary.") var server: String
    @Option(help: "The port of the receivers.") var receiverPort: Int
    @Option(help: "The server's port; management takes the next.") var port: Int
    @Option(help: "Where the server writes its log.") var log: String
    @Option(help: "Where the report goes: a folder.") var output: String
    @Option(help: "Deliveries of the first measurement.") var deliveries = 20_000
    @Option(help: "Endpoints of the second.") var endpoints = 10_000
    @Option(help: "Events a second of the second.") var rate = 200
    @Option(help: "Seconds of the second.") var seconds = 60
    @Option(help: "Kills of the third.") var kills = 50

    func run() async throws {
        let outbox = Outbox()
        let (engine, database) = try Engine.fromEnvironment(outbox)
        let announcer = Task { try await OutboxAnnouncer(storage: engine.storage, outbox: outbox, logger: .quiet).run() }
        let run = WebhookRun(
            engine: engine, outbox: outbox, receiverPort: receiverPort,
            startServer: {
                try ServerProcess.start(binary: server, port: port, log: log)
            })
        var report = WebhookReport()
        report.throughput = try await run.throughput(deliveries)
        report.isolation = try await run.isolation(endpoints: endpoints, rate: rate, seconds: seconds)
        report.kills = try await run.kills(kills, rate: rate)
        try report.write(to: output)
        announcer.cancel()
        await database.shutdown()
    }
}
