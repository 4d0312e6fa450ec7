import ArgumentParser
import Broker
import Dialects
import Model

/// Vendors hosted here.
struct TenantCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tenant", abstract: "Host vendors.",
        subcommands: [
            Create.self, List.self, Set.self, Disable.self, Enable.self, TenantHostCommand.self, TenantExportCommand.self,
            TenantImportCommand.self,
        ])

    struct Create: Command {
        static let configuration = CommandConfiguration(abstract: "Host a vendor.")

        @Argument(help: "A short name for addresses: a-z, 0-9 and -.") var slug: String
        @Option(help: "The name people see.") var name: String
        @Option(
            help: ArgumentHelp("The wire form it speaks.", valueName: Dialect.all.map(\.name).joined(separator: "|")),
            completion: .list(Dialect.all.map(\.name)))
        var dialect: String
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

    struct Set: Command {
        static let configuration = CommandConfiguration(
            abstract: "Set what the tenant has other than its dialect says; `default` takes a setting back.")

        @Argument(help: "The slug of the tenant.") var slug: String
        @Option(
            help: ArgumentHelp("Whose a grant is, where the dialect leaves it open.", valueName: "account|user|default"),
            completion: .list(["account", "user", "default"]))
        var grantSubject: String?
        @Option(help: ArgumentHelp("How long the refresh token before the present one is still answered.", valueName: "seconds|default"))
        var refreshGrace: String?
        @Option(help: ArgumentHelp("How long an SSO token is good.", valueName: "seconds|default")) var ssoTokenLifetime: String?
        @Option(help: ArgumentHelp("Where people go whom an SSO token signed in.", valueName: "url|default")) var storefrontURL: String?
        @OptionGroup var output: OutputOptions

        func run(_ engine: Engine) async throws {
            let tenant = try await FindTenant(engine: engine)(slug: slug)
            var settings = tenant.settings
            if let grantSubject { settings.grantSubject = try subject(grantSubject) }
            if let refreshGrace { settings.refreshGrace = try seconds(refreshGrace, "--refresh-grace") }
            if let ssoTokenLifetime { settings.ssoTokenLifetime = try seconds(ssoTokenLifetime, "--sso-token-lifetime") }
            if let storefrontURL { settings.storefrontURL = storefrontURL == "default" ? nil : storefrontURL }
            try await ChangeTenantSettings(engine: engine)(settings, of: tenant, by: .here)
            output.show(fields(try await FindTenant(engine: engine)(slug: slug)))
        }

        private func subject(_ text: String) throws -> TokenType? {
            switch text {
            case "account": .company
            case "user": .user
            case "default": nil
            default: throw ValidationError("--grant-subject must be account, user or default.")
            }
        }

        private func seconds(_ text: String, _ name: String) throws -> Duration? {
            guard text != "default" else { return nil }
            guard let number = Int(text), number >= 0 else { throw ValidationError("\(name) must be a number of seconds or default.") }
            return .seconds(number)
        }
    }

    struct Disable: Command {
        static let configuration = CommandConfiguration(abstract: "Put a tenant to sleep: nothing of it is served.")

        @Argument(help: "The slug of the tenant.") var slug: String
        @OptionGroup var confirmation: ConfirmationOptions
        @OptionGroup var output: OutputOptions

        func run(_ engine: Engine) async throws {
            try confirmation.ask("Disable the tenant \(slug)? Nothing of it is served until it is enabled again.")
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
        Field("grant_subject", .text(tenant.settings.grantSubject.map { $0 == .company ? "account" : "user" })),
        Field("refresh_grace", .text(tenant.settings.refreshGrace.map { "\($0.components.seconds)" })),
        Field("sso_token_lifetime", .text(tenant.settings.ssoTokenLifetime.map { "\($0.components.seconds)" })),
        Field("storefront_url", .text(tenant.settings.storefrontURL)), Field("created_at", .date(tenant.createdAt)),
        Field("disabled_at", .date(tenant.disabledAt)),
    ]
}
