import ArgumentParser

/// What the product reaches, measured against what the same machine reaches without it.
@main
struct Bench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "symbolon-bench", abstract: "Benchmarks of Symbolon; Benchmarks/run sets up what they need.",
        subcommands: [ReceiveCommand.self, WebhooksCommand.self, ConstantCommand.self, PaceCommand.self, TokensCommand.self])
}
