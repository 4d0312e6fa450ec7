import ArgumentParser
import Broker
import Model

/// What a platform may do, where the dialect's scopes are rules of actions.
struct PlatformScopeCommand: AsyncParsableCommand {
    static let help = """
        A rule of what it may do, where scopes are made of those: "request:Read,task:RU", "deny person:*", with "@ACCOUNT" for one account \
        only. May be given several times.
        """

    static let configuration = CommandConfiguration(
        commandName: "scope", abstract: "Keep what a platform may do, where scopes are rules of actions.",
        subcommands: [Show.self, Set.self])

    struct Show: Command {
        static let configuration = CommandConfiguration(abstract: "List the rules.")

        @Argument(help: "The client id of the platform.") var clientID: String
        @OptionGroup var tenant: TenantOption
        @OptionGroup var output: OutputOptions

        func run(_ engine: Engine) async throws {
            let records = try await ChangePlatformScope(engine: engine).scope(of: clientID, in: try await tenant.find(engine))
            output.list(
                records.map {
                    [
                        Field("effect", .text($0.effect.rawValue)), Field("actions", .list($0.actions)),
                        Field("accounts", .list($0.accounts)),
                    ]
                }, empty: "There are no rules: it may do nothing.")
        }
    }

    struct Set: Command {
        static let configuration = CommandConfiguration(
            abstract: "Replace the rules. Every token of the platform ends, and everybody who allowed it is asked again.")

        @Argument(help: "The client id of the platform.") var clientID: String
        @OptionGroup var tenant: TenantOption
        @Option(help: ArgumentHelp(PlatformScopeCommand.help, valueName: "rule")) var rule: [String]
        @OptionGroup var confirmation: ConfirmationOptions
        @OptionGroup var output: OutputOptions

        func run(_ engine: Engine) async throws {
            try confirmation.ask("Replace the rules of \(clientID)? Every token of it ends, and everybody who allowed it is asked again.")
            try await ChangePlatformScope(engine: engine)(
                rule.flatMap(ScopeRecord.parse), of: clientID, in: try await tenant.find(engine), by: .here)
            output.say(
                "\(clientID) has another scope. Its tokens have ended, and people are asked again."
            )
        }
    }
}
