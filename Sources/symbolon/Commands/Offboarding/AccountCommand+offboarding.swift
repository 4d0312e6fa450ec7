import ArgumentParser
import Broker
import Model

extension AccountCommand {
    struct Show: Command {
        static let configuration = CommandConfiguration(abstract: "Show an account, and what is live in it.")

        @Argument(help: "The id of the account.") var id: String
        @OptionGroup var tenant: TenantOption
        @OptionGroup var output: OutputOptions

        func run(_ engine: Engine) async throws {
            let tenant = try await tenant.find(engine)
            let account = try await ManageAccounts(engine: engine).find(id, in: tenant)
            let live = try await OffboardAccount(engine: engine).preview(id, in: tenant)
            output.show(fields(account) + [Field("live", .record(live.fields))])
        }
    }

    struct Edit: Command {
        static let configuration = CommandConfiguration(abstract: "Rename an account.")

        @Argument(help: "The id of the account.") var id: String
        @OptionGroup var tenant: TenantOption
        @Option(help: "The name people see.") var name: String
        @OptionGroup var output: OutputOptions

        func run(_ engine: Engine) async throws {
            let tenant = try await tenant.find(engine)
            let account = try await ManageAccounts(engine: engine).update(id, name: name, in: tenant, by: .here)
            let warnings = try await NameWarnings(engine: engine).account(account, in: tenant)
            output.show(fields(account) + (warnings.isEmpty ? [] : [Field("warnings", .list(warnings))]))
        }
    }

    struct Revoke: Command {
        static let configuration = CommandConfiguration(
            abstract: "End everything of an account: its grants, with every token, and personal tokens in it. It and its people stay.")

        @Argument(help: "The id of the account.") var id: String
        @OptionGroup var tenant: TenantOption
        @OptionGroup var confirmation: ConfirmationOptions
        @OptionGroup var output: OutputOptions

        func run(_ engine: Engine) async throws {
            let tenant = try await tenant.find(engine)
            try confirmation.ask("Revoke every grant and token of the account \(id) for good?")
            let touched = try await OffboardAccount(engine: engine).revoke(id, in: tenant, by: .here)
            output.say("Revoked of \(id): \(touched.words).", touched.fields)
        }
    }

    struct Delete: Command {
        static let configuration = CommandConfiguration(abstract: "Delete an account for good, with all that hangs on it.")

        @Argument(help: "The id of the account.") var id: String
        @OptionGroup var tenant: TenantOption
        @OptionGroup var confirmation: ConfirmationOptions
        @OptionGroup var output: OutputOptions

        func run(_ engine: Engine) async throws {
            let tenant = try await tenant.find(engine)
            let offboard = OffboardAccount(engine: engine)
            let preview = try await offboard.preview(id, in: tenant)
            try confirmation.ask("Delete the account \(id) for good? This ends \(preview.words).")
            let touched = try await offboard.delete(id, in: tenant, by: .here)
            output.say("\(id) is deleted. Ended: \(touched.words).", touched.fields)
        }
    }
}
