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
            Exit codes: 0 done, 1 refused or failed, 64 wrong usage.
            """,
        version: version,
        subcommands: [
            ServeCommand.self, MigrateCommand.self, TenantCommand.self, AccountCommand.self, UserCommand.self, PlatformCommand.self,
            GrantCommand.self, WebhookCommand.self, KeyCommand.self, DoctorCommand.self, DemoCommand.self,
        ])
}
