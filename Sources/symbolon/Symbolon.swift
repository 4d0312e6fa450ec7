import ArgumentParser

/// The command line.
@main
struct Symbolon: AsyncParsableCommand {
    static let version = "0.1.0"

    static let configuration = CommandConfiguration(
        commandName: "symbolon",
        abstract: "An account-level OAuth token broker.",
        discussion: """
            Configured by environment variables; `symbolon doctor` says what is missing or wrong, and how to mend it.
            Exit codes: 0 done, 1 failed, 2 refused (something given is not acceptable), 3 there is nothing of that name or id, 4 the \
            database cannot be used now (try again), 64 wrong usage, 130 interrupted.
            With --json answers are JSON on standard output, and errors JSON on standard error.
            Commands that end or take away something ask first; --yes answers them.
            """,
        version: version,
        subcommands: [
            ServeCommand.self, MigrateCommand.self, TenantCommand.self, AccountCommand.self, UserCommand.self, PlatformCommand.self,
            GrantCommand.self, TokenCommand.self, ResourceServerCommand.self, ExplainCommand.self, WebhookCommand.self, KeyCommand.self,
            AuditCommand.self, DoctorCommand.self, OpenAPICommand.self, CompletionCommand.self, DemoCommand.self,
        ])

    static func main() async {
        do {
            var command = try await asyncParseAsRoot()
            if var command = command as? any AsyncParsableCommand { try await command.run() } else { try command.run() }
        } catch {
            Failure.end(error)
        }
    }
}
