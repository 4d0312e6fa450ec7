import ArgumentParser
import Broker
import Dialects
import Model

/// Vendors hosted here.
struct TenantCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tenant", abstract: "Host vendors.",
        subcommands: [Create.self, List.self, Disable.self, Enable.self, TenantHostCommand.self])

    struct Create: Command {
        static let configuration = CommandConfiguration(abstract: "Host a vendor.")

        @Argument(help: "A short name for addresses: a-z, 0-9 and -.") var slug: String
        @Option(help: "The name people see.") var name: String
        @Option(help: ArgumentHelp("The wire form it speaks.", valueName: Dialect.all.map(\.name).joined(separator: "|"))) var dialect:
            String
        @Option(help: "Its own public URL, if it has one; its host then finds the tenant.") var publicURL: String?
        @Flag(help: "For trying: allows http and loopback addresses.") var sandbox = false
        @OptionGroup var output: OutputOptions

        func run(_ engine: Engine) async throws {
            let input = CreateTenant.Input(slug: slug, name: name, dialect: dialect, publicURL: publicURL, isSandbox: sandbox)
            output.show(fields(try await CreateTenant(engine: engine)(input, by: .here)))
        }
    }

    struct List: Command {
        static let configuration = CommandConfiguration(abstract: "List the tenants.")

        @OptionGroup var output: OutputOptions

        func run(_ engine: Engine) async throws {
            output.list(try await Listing(engine: engine).tenants().map(fields), empty: "There are no tenants.")
        }
    }

    struct Disable: Command {
        static let configuration = CommandConfiguration(abstract: "Put a tenant to sleep: nothing of it is served.")

        @Argument(help: "The slug of the tenant.") var slug: String
        @OptionGroup var output: OutputOptions

        func run(_ engine: Engine) async throws {
            try await SetDisabled(engine: engine)(true, .tenant, in: try await FindTenant(engine: engine)(slug: slug), by: .here)
            output.say("\(slug) is disabled.")
        }
    }

    struct Enable: Command {
        static let configuration = CommandConfiguration(abstract: "Wake a tenant.")

        @Argument(help: "The slug of the tenant.") var slug: String
        @OptionGroup var output: OutputOptions

        func run(_ engine: Engine) async throws {
            try await SetDisabled(engine: engine)(false, .tenant, in: try await FindTenant(engine: engine)(slug: slug), by: .here)
            output.say("\(slug) is enabled.")
        }
    }
}

private func fields(_ tenant: Tenant) -> [Field] {
    [
        Field("slug", .text(tenant.slug)), Field("name", .text(tenant.name)), Field("dialect", .text(tenant.dialect)),
        Field("public_url", .text(tenant.publicURL)), Field("sandbox", .flag(tenant.isSandbox)),
        Field("created_at", .date(tenant.createdAt)), Field("disabled_at", .date(tenant.disabledAt)),
    ]
}
