import ArgumentParser
import Broker
import Model

extension PlatformCommand {
    struct Show: Command {
        static let configuration = CommandConfiguration(abstract: "Show a platform and its secrets, without their values.")

        @Argument(help: "The client id of the platform.") var clientID: String
        @OptionGroup var tenant: TenantOption
        @OptionGroup var output: OutputOptions

        func run(_ engine: Engine) async throws {
            let entry = try await FindPlatforms(engine: engine)(clientID, in: try await tenant.find(engine))
            output.show(
                fields(entry.platform) + [
                    Field("description", .text(entry.platform.description)), Field("url", .text(entry.platform.url)),
                    Field("scope_rules", .list(entry.scopeRules.map(\.text))), Field("account_id", .text(entry.ownerAccountID)),
                    Field("secrets", .records(entry.secrets.map { fields($0, among: entry.secrets) })),
                ])
        }
    }

    struct Edit: Command {
        static let configuration = CommandConfiguration(
            abstract: "Change a platform.",
            discussion: "A scope that is taken away is in no token from the next validation on, and every grant loses it. See `preview`.")

        @Argument(help: "The client id of the platform.") var clientID: String
        @OptionGroup var tenant: TenantOption
        @OptionGroup var changes: PlatformChanges
        @OptionGroup var confirmation: ConfirmationOptions
        @OptionGroup var output: OutputOptions

        func run(_ engine: Engine) async throws {
            let (tenant, update) = (try await tenant.find(engine), UpdatePlatform(engine: engine))
            let consequences = try await update.preview(changes.change, of: clientID, in: tenant).consequences
            try confirmation.ask("Change the platform \(clientID)? \(consequences.map { "By this \($0)." } ?? "No grant is touched.")")
            output.show(try await update(changes.change, of: clientID, in: tenant, by: .here).fields)
        }
    }

    struct Preview: Command {
        static let configuration = CommandConfiguration(abstract: "Say what `edit` would do, and do nothing.")

        @Argument(help: "The client id of the platform.") var clientID: String
        @OptionGroup var tenant: TenantOption
        @OptionGroup var changes: PlatformChanges
        @OptionGroup var output: OutputOptions

        func run(_ engine: Engine) async throws {
            output.show(
                try await UpdatePlatform(engine: engine).preview(changes.change, of: clientID, in: try await tenant.find(engine)).fields)
        }
    }

    struct Revoke: Command {
        static let configuration = CommandConfiguration(
            abstract: "End every grant and token of a platform for good. It stays registered, and people can allow it again.")

        @Argument(help: "The client id of the platform.") var clientID: String
        @OptionGroup var tenant: TenantOption
        @OptionGroup var confirmation: ConfirmationOptions
        @OptionGroup var output: OutputOptions

        func run(_ engine: Engine) async throws {
            let (tenant, end) = (try await tenant.find(engine), EndPlatform(engine: engine))
            let toll = try await end.preview(clientID, in: tenant)
            try confirmation.ask("End all of the platform \(clientID), \(toll.touched.grants.number) grants, for good?")
            output.show(fields(try await end.revoke(clientID, in: tenant, by: .here)))
        }
    }

    struct Delete: Command {
        static let configuration = CommandConfiguration(
            abstract: "Delete a platform: its grants, tokens, secrets and webhook endpoints end for good.",
            discussion: "Its endpoints are told of nothing any more. Called again after a failure it goes on.")

        @Argument(help: "The client id of the platform.") var clientID: String
        @Flag(help: "Only say what would end.") var preview = false
        @OptionGroup var tenant: TenantOption
        @Flag(name: .customLong("yes"), help: "Do it without asking. Needed where standard input is no terminal.") var isConfirmed = false
        @OptionGroup var output: OutputOptions

        func validate() throws { if !preview { try confirmation.validate() } }

        func run(_ engine: Engine) async throws {
            let (tenant, end) = (try await tenant.find(engine), EndPlatform(engine: engine))
            if preview { return output.show(fields(try await end.preview(clientID, in: tenant))) }
            if !isConfirmed {
                let toll = try await end.preview(clientID, in: tenant)
                try confirmation.ask(
                    "Delete the platform \(clientID) with \(toll.touched.grants.number) grants and \(toll.secrets) secrets for good?")
            }
            output.show(fields(try await end.delete(clientID, in: tenant, by: .here)))
        }

        private var confirmation: ConfirmationOptions {
            var options = ConfirmationOptions()
            options.isGiven = isConfirmed
            return options
        }
    }
}

private func fields(_ touched: Touched) -> [Field] {
    touched.counts.flatMap { name, count in
        [Field(name, .number(count.number))] + (count.isAtLeast ? [Field("\(name)_at_least", .flag(true))] : [])
    }
}

private func fields(_ toll: EndPlatform.Toll) -> [Field] { fields(toll.touched) + [Field("secrets", .number(toll.secrets))] }
