import ArgumentParser
import Broker
import Model

/// Connections between platforms and accounts.
struct GrantCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "grant", abstract: "See and end connections, and install platforms that act by themselves.",
        subcommands: [List.self, Show.self, Install.self, Revoke.self, GrantImportCommand.self])

    struct List: Command {
        static let configuration = CommandConfiguration(abstract: "List the live grants.")

        @OptionGroup var tenant: TenantOption
        @OptionGroup var output: OutputOptions

        func run(_ engine: Engine) async throws {
            output.list(
                try await Listing(engine: engine).grants(of: try await tenant.find(engine)).map(fields), empty: "There are no grants.")
        }
    }

    struct Install: Command {
        static let configuration = CommandConfiguration(
            abstract: "Connect a platform of client credentials to an account, without a browser.")

        @Argument(help: "The client id of the platform.") var clientID: String
        @OptionGroup var tenant: TenantOption
        @Option(help: "The id of the account.") var account: String
        @Option(help: "The address of the person as whom it acts, where the vendor has it act as one.") var user: String?
        @Option(help: "The address of somebody of the account who stands for it.") var approvedBy: String
        @OptionGroup var output: OutputOptions

        func run(_ engine: Engine) async throws {
            try await InstallPlatform(engine: engine)(
                clientID, account: account, user: user, approvedBy: approvedBy, in: try await tenant.find(engine), by: .here)
            output.say("\(clientID) is installed in \(account).")
        }
    }

    struct Revoke: Command {
        static let configuration = CommandConfiguration(abstract: "End a grant for good, with every token of it.")

        @Argument(help: "The id of the grant, as `list` shows it.", transform: parseID) var id: Grant.ID
        @OptionGroup var tenant: TenantOption
        @OptionGroup var confirmation: ConfirmationOptions
        @OptionGroup var output: OutputOptions

        func run(_ engine: Engine) async throws {
            try confirmation.ask("Revoke the grant \(id) for good, with every token of it?")
            try await RevokeGrant(engine: engine)(id, in: try await tenant.find(engine), by: .here)
            output.say("The grant is revoked.")
        }
    }
}

private func fields(_ listed: ListedGrant) -> [Field] {
    let state =
        switch listed.grant.state {
        case .allowed: "allowed"
        case .connected: "connected"
        case .revoked: "revoked"
        }
    return [
        Field("id", .text(listed.grant.id.description)), Field("client_id", .text(listed.platform.clientID)),
        Field("platform", .text(listed.platform.name)), Field("account", .text(listed.account.publicID)),
        Field("user", .text(listed.user?.email)), Field("scopes", .list(listed.grant.scopes)), Field("state", .text(state)),
        Field("approved_by", .text(listed.approver.email)), Field("approved_at", .date(listed.grant.approvedAt)),
        Field("approver_missing_at", .date(listed.grant.approverMissingAt)),
    ]
}
