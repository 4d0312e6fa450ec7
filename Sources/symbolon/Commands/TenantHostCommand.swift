import ArgumentParser
import Broker
import Model

/// The host names that lead to a tenant.
struct TenantHostCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "host", abstract: "Keep the host names that lead to a tenant.", subcommands: [Add.self, List.self, Remove.self])

    struct Add: Command {
        static let configuration = CommandConfiguration(abstract: "Let a further host name lead to the tenant.")

        @Argument(help: "The host name, without a port.") var host: String
        @OptionGroup var tenant: TenantOption
        @OptionGroup var output: OutputOptions

        func run(_ engine: Engine) async throws {
            try await ChangeTenantHosts(engine: engine).add(host, to: try await tenant.find(engine), by: .here)
            output.say("\(host) leads to \(tenant.slug).")
        }
    }

    struct List: Command {
        static let configuration = CommandConfiguration(abstract: "List the host names.")

        @OptionGroup var tenant: TenantOption
        @OptionGroup var output: OutputOptions

        func run(_ engine: Engine) async throws {
            let hosts = try await Listing(engine: engine).hosts(of: try await tenant.find(engine))
            output.list(hosts.map { [Field("host", .text($0))] }, empty: "No host name leads to it.")
        }
    }

    struct Remove: Command {
        static let configuration = CommandConfiguration(abstract: "Let a host name lead nowhere again.")

        @Argument(help: "The host name.") var host: String
        @OptionGroup var tenant: TenantOption
        @OptionGroup var confirmation: ConfirmationOptions
        @OptionGroup var output: OutputOptions

        func run(_ engine: Engine) async throws {
            try confirmation.ask("Take the host name \(host) from \(tenant.slug)? Requests to it are no longer served.")
            try await ChangeTenantHosts(engine: engine).remove(host, from: try await tenant.find(engine), by: .here)
            output.say("\(host) leads nowhere.")
        }
    }
}
