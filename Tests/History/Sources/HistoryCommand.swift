import ArgumentParser
import Foundation
import HistoryCheck

/// Two servers are asked about tokens while everything those depend on changes; every answer is held against what was so.
@main
struct HistoryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "symbolon-history", abstract: "The history check of validations; Tests/History/run sets up what it needs.")

    @Option(help: "The server's binary.") var server: String
    @Option(help: "The key file.") var keyFile: String
    @Option(help: "The primary's data folder.") var primaryData: String
    @Option(help: "The folder of the primary's socket.") var primarySockets: String
    @Option(help: "The folder of the standby's socket.") var standbySockets: String
    @Option(help: "A folder for sockets and logs.") var folder: String
    @Option(help: "At least so many validations.") var validations = 30_000
    @Option(help: "At least so many revocations.") var revocations = 300
    @Option(help: "Connections of the load.") var connections = 24
    @Option(help: "How many change things at once.") var switchers = 4
    @Option(help: "How the old primary is fenced: kill or stop.") var fence = "kill"
    @Flag(help: "No failover.") var withoutFailover = false
    @Flag(help: "Database connections neither fall silent nor end.") var undisturbed = false
    @Option(help: "The share of database replies that are held back.") var holdShare = 0.04
    @Option(help: "For how long at most, in milliseconds.") var holdLongest = 50.0
    @Option(help: "How often changes go through the command line, where they may.") var commandShare = 0.08
    @Option(help: "Only changes of this kind, as the report names them; may be repeated.") var only: [String] = []
    @Option(help: "The first port; four are taken.") var port = 18_700
    @Option(help: "Give up after so many seconds.") var limit = 1_500

    func run() throws {
        guard let fence = Clusters.Fence(rawValue: fence) else { throw ValidationError("--fence takes kill or stop") }
        let clusters = Clusters(primaryData: primaryData, primarySockets: primarySockets, standbySockets: standbySockets)
        let run = try HistoryRun(self, clusters)
        defer {
            run.stop()
            clusters.endOldPrimary()
        }
        let report = try run.perform(failover: withoutFailover ? nil : fence)
        Terminal.say(report.text)
        if !report.isFollowed { Terminal.say("a server has not found the new primary") }
        if run.isLate { Terminal.say("not done after \(limit) seconds") }
        guard !run.isLate, report.isFollowed, report.violations.isEmpty, report.counts.unknown == 0 else { throw ExitCode(1) }
        Terminal.say("No acceptance began after an acknowledged revocation; nothing live was refused.")
    }
}
