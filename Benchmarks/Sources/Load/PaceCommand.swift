import ArgumentParser
import Foundation
import NIOCore
import NIOPosix

/// Requests at a steady rate, whatever the answers do. wrk sends the next when the last was answered, so what waits is asked less: of its
/// delays the longest are missing. Here each request has its time, and its delay counts from then, sent or not.
struct PaceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "pace", abstract: "Ask at a steady rate and write down every delay.")

    @Option(help: "The server's port on 127.0.0.1.") var port: Int
    @Option(help: "Whole requests: see Benchmarks/lua/requests.lua.") var templates: String
    @Option(help: "Records for them.") var records: String
    @Option(help: "Requests a second.") var rate: Double
    @Option(help: "For so long.") var seconds: Double
    @Option(help: "Over so many connections.") var connections: Int
    @Option(help: "Where the delays go, in seconds, one a line.") var delays: String

    func run() async throws {
        let source = try PacedRequests(templates: templates, records: records)
        // One thread: it shares the machine with what it measures.
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let plan = PacedConnection.Plan(
            interval: .nanoseconds(Int64(Double(connections) / rate * 1e9)), length: .nanoseconds(Int64(seconds * 1e9)))
        let bootstrap = ClientBootstrap(group: group).channelOption(.tcpOption(.tcp_nodelay), value: 1)
        var channels: [any Channel] = []
        for _ in 0..<connections { channels.append(try await bootstrap.connect(host: "127.0.0.1", port: port).get()) }
        // Evenly apart, from a moment at which all of them are there.
        let start = NIODeadline.now() + .milliseconds(100)
        let results = try await withThrowingTaskGroup(of: PacedConnection.Result.self) { tasks in
            for (number, channel) in channels.enumerated() {
                let first = start + .nanoseconds(plan.interval.nanoseconds / Int64(connections) * Int64(number))
                let promise = channel.eventLoop.makePromise(of: PacedConnection.Result.self)
                try await channel.eventLoop.submit {
                    try channel.pipeline.syncOperations.addHandler(
                        PacedConnection(source: source, plan: plan, first: first, promise: promise))
                }.get()
                tasks.addTask { try await promise.futureResult.get() }
            }
            return try await tasks.reduce(into: []) { $0.append($1) }
        }
        let all = results.flatMap(\.delays).sorted()
        try all.map { String(format: "%.6f\n", $0) }.joined().write(toFile: delays, atomically: true, encoding: .utf8)
        print("bench requests=\(all.count) failures=\(results.reduce(0) { $0 + $1.failures })")
        try await group.shutdownGracefully()
    }
}
