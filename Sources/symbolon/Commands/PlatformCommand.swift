import ArgumentParser
import Broker
import Model
import OAuth
import Secrets

/// Partner platforms.
struct PlatformCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "platform", abstract: "Register partner platforms, change and end them.",
        subcommands: [
            Create.self, List.self, Show.self, Edit.self, Preview.self, Disable.self, Enable.self, Revoke.self, Delete.self,
            PlatformSecretCommand.self, PlatformScopeCommand.self,
        ])

    struct Create: Command {
        static let configuration = CommandConfiguration(abstract: "Register a platform. Its secrets are printed now and never again.")

        @OptionGroup var tenant: TenantOption
        @Option(help: "The name people see.") var name: String
        @Option(help: "What it is, in a sentence, as people see it.") var description: String?
        @Option(help: "Its web address.") var url: String?
        @Option(help: "Where people are sent back to; may be given several times where the vendor allows it.") var redirectURI: [String] =
            []
        @Option(help: "Where it wants to hear of events.") var webhookURL: String?
        @Option(help: "Where its logo is; fetched once.") var logoURL: String?
        @Option(help: "A scope; may be given several times.") var scope: [String] = []
        @Option(help: "A grant type; may be given several times. All that the dialect serves if left out.") var grantType: [String] = []
        @Flag(name: .customLong("public"), help: "It can keep no secret, and gets none.") var isPublic = false
        @Flag(name: .customLong("require-pkce"), help: "Its requests must carry a code challenge. Always so of a public one.")
        var requiresPKCE = false
        @Option(help: ArgumentHelp(PlatformScopeCommand.help, valueName: "rule")) var rule: [String] = []
        @Option(help: "The id of the account it belongs to and is for. Every account's if left out.") var account: String?
        @OptionGroup var output: OutputOptions

        func run(_ engine: Engine) async throws {
            let registered = try await RegisterPlatform(engine: engine)(
                RegisterPlatform.Input(
                    name: name, description: description, url: url, redirectURIs: redirectURI, webhookURL: webhookURL, logoURL: logoURL,
                    scopes: scope, grantTypes: grantType.map(GrantType.init(rawValue:)), isPublic: isPublic, requiresPKCE: requiresPKCE,
                    scopeRecords: rule.flatMap(ScopeRecord.parse), ownerAccountID: account),
                in: try await tenant.find(engine), by: .here)
            var shown = fields(registered.platform)
            if let secret = registered.webhookSecret { shown.insert(Field("webhook_secret", .text(secret.value)), at: 1) }
            if let secret = registered.clientSecret { shown.insert(Field("client_secret", .text(secret.value)), at: 1) }
            output.show(shown)
        }
    }

    struct List: Command {
        static let configuration = CommandConfiguration(abstract: "List the platforms.")

        @OptionGroup var tenant: TenantOption
        @OptionGroup var output: OutputOptions

        func run(_ engine: Engine) async throws {
            output.list(
                try await Listing(engine: engine).platforms(of: try await tenant.find(engine)).map(fields), empty: "There are no platforms."
            )
        }
    }

    struct Disable: Command {
        static let configuration = CommandConfiguration(abstract: "Put a platform to sleep: its tokens stop until it is enabled again.")

        @Argument(help: "The client id of the platform.") var clientID: String
        @OptionGroup var tenant: TenantOption
        @OptionGroup var confirmation: ConfirmationOptions
        @OptionGroup var output: OutputOptions

        func run(_ engine: Engine) async throws {
            try confirmation.ask("Disable the platform \(clientID)? Its tokens stop until it is enabled again.")
            try await SwitchPlatform(engine: engine)(disabled: true, clientID, in: try await tenant.find(engine), by: .here)
            output.say("\(clientID) is disabled.")
        }
    }

    struct Enable: Command {
        static let configuration = CommandConfiguration(abstract: "Wake a platform.")

        @Argument(help: "The client id of the platform.") var clientID: String
        @OptionGroup var tenant: TenantOption
        @OptionGroup var output: OutputOptions

        func run(_ engine: Engine) async throws {
            try await SwitchPlatform(engine: engine)(disabled: false, clientID, in: try await tenant.find(engine), by: .here)
            output.say("\(clientID) is enabled.")
        }
    }
}

func fields(_ platform: Platform) -> [Field] {
    [
        Field("client_id", .text(platform.clientID)), Field("name", .text(platform.name)),
        Field("redirect_uris", .list(platform.redirectURIs)), Field("webhook_url", .text(platform.webhookURL)),
        Field("logo_url", .text(platform.logoURL)), Field("scopes", .list(platform.scopes)),
        Field("grant_types", .list(platform.grantTypes.map(\.rawValue))), Field("public", .flag(platform.isPublic)),
        Field("requires_pkce", .flag(platform.requiresPKCE)), Field("created_at", .date(platform.createdAt)),
        Field("disabled_at", .date(platform.disabledAt)),
    ]
}
