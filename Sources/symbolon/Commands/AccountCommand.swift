import ArgumentParser
import Broker
import Model

/// The vendor's customers.
struct AccountCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "account", abstract: "Keep a vendor's customers.",
        subcommands: [
            Create.self, List.self, Show.self, Edit.self, Disable.self, Enable.self, Revoke.self, Delete.self,
        ])

    struct Create: Command {
        static let configuration = CommandConfiguration(abstract: "Register a customer.")

        @OptionGroup var tenant: TenantOption
        @Option(help: "The name people see.") var name: String
        @Option(help: "The id seen on the wire; one is made if it is left out.") var id: String?
        @OptionGroup var output: OutputOptions

        func run(_ engine: Engine) async throws {
            let account = try await CreateAccount(engine: engine)(name: name, publicID: id, in: try await tenant.find(engine), by: .here)
            output.show(fields(account))
        }
    }

    struct List: Command {
        static let configuration = CommandConfiguration(abstract: "List the accounts.")

        @OptionGroup var tenant: TenantOption
        @OptionGroup var output: OutputOptions

        func run(_ engine: Engine) async throws {
            output.list(
                try await Listing(engine: engine).accounts(of: try await tenant.find(engine)).map(fields), empty: "There are no accounts.")
        }
    }

    struct Disable: Command {
        static let configuration = CommandConfiguration(abstract: "Put an account to sleep: its tokens stop until it is enabled again.")

        @Argument(help: "The id of the account.") var id: String
        @OptionGroup var tenant: TenantOption
        @OptionGroup var confirmation: ConfirmationOptions
        @OptionGroup var output: OutputOptions

        func run(_ engine: Engine) async throws {
            try confirmation.ask("Disable the account \(id)? Its tokens stop until it is enabled again.")
            try await SetDisabled(engine: engine)(true, .account(publicID: id), in: try await tenant.find(engine), by: .here)
            output.say("\(id) is disabled.")
        }
    }

    struct Enable: Command {
        static let configuration = CommandConfiguration(abstract: "Wake an account.")

        @Argument(help: "The id of the account.") var id: String
        @OptionGroup var tenant: TenantOption
        @OptionGroup var output: OutputOptions

        func run(_ engine: Engine) async throws {
            try await SetDisabled(engine: engine)(false, .account(publicID: id), in: try await tenant.find(engine), by: .here)
            output.say("\(id) is enabled.")
        }
    }
}

func fields(_ account: Account) -> [Field] {
    [
        Field("id", .text(account.publicID)), Field("name", .text(account.name)), Field("created_at", .date(account.createdAt)),
        Field("disabled_at", .date(account.disabledAt)),
    ]
}
