import ArgumentParser
import Broker
import Model

extension UserCommand {
    struct Show: Command {
        static let configuration = CommandConfiguration(abstract: "Show a user, the accounts they are in, and what is live of theirs.")

        @Argument(help: "The address they sign in with, or their id.") var user: String
        @OptionGroup var tenant: TenantOption
        @OptionGroup var output: OutputOptions

        func run(_ engine: Engine) async throws {
            let tenant = try await tenant.find(engine)
            let user = try await ManageUsers(engine: engine).find(named: user, in: tenant)
            let live = try await OffboardUser(engine: engine).preview(user.id, in: tenant)
            let memberships = try await ManageMemberships(engine: engine).page(accountID: nil, user: user.id, limit: 1_000, in: tenant)
            output.show(
                [Field("id", .text(user.id.description))] + fields(user) + [
                    Field("live", .record(live.fields)),
                    Field(
                        "memberships",
                        .records(memberships.map { [Field("account", .text($0.accountID)), Field("roles", .list($0.roles))] })),
                ])
        }
    }

    struct Edit: Command {
        static let configuration = CommandConfiguration(abstract: "Change a user's address or name.")

        @Argument(help: "The address they sign in with, or their id.") var user: String
        @OptionGroup var tenant: TenantOption
        @Option(help: "The address they sign in with from now on.") var email: String?
        @Option(help: "The name people see; empty takes it away.") var name: String?
        @OptionGroup var output: OutputOptions

        func validate() throws {
            guard email != nil || name != nil else { throw ValidationError("Give --email or --name.") }
        }

        func run(_ engine: Engine) async throws {
            let tenant = try await tenant.find(engine)
            let users = ManageUsers(engine: engine)
            let id = try await users.find(named: user, in: tenant).id
            output.show(
                fields(try await users.update(id, ManageUsers.Change(email: email, name: name), in: tenant, by: .here)))
        }
    }

    struct Revoke: Command {
        static let configuration = CommandConfiguration(
            abstract: "End everything that is a user's own: grants with every token, personal tokens, sessions. They stay.")

        @Argument(help: "The address they sign in with, or their id.") var user: String
        @OptionGroup var tenant: TenantOption
        @OptionGroup var confirmation: ConfirmationOptions
        @OptionGroup var output: OutputOptions

        func run(_ engine: Engine) async throws {
            let tenant = try await tenant.find(engine)
            let found = try await ManageUsers(engine: engine).find(named: user, in: tenant)
            try confirmation.ask("Revoke every grant, token and session of \(found.email) for good?")
            let touched = try await OffboardUser(engine: engine).revoke(found.id, in: tenant, by: .here)
            output.say("Revoked of \(found.email): \(touched.words).", touched.fields)
        }
    }

    struct Delete: Command {
        static let configuration = CommandConfiguration(
            abstract: "Delete a user for good: their address, name and password are forgotten, and all that is their own ends.")

        @Argument(help: "The address they sign in with, or their id.") var user: String
        @OptionGroup var tenant: TenantOption
        @OptionGroup var confirmation: ConfirmationOptions
        @OptionGroup var output: OutputOptions

        func run(_ engine: Engine) async throws {
            let tenant = try await tenant.find(engine)
            let found = try await ManageUsers(engine: engine).find(named: user, in: tenant)
            let offboard = OffboardUser(engine: engine)
            let preview = try await offboard.preview(found.id, in: tenant)
            try confirmation.ask("Delete \(found.email) for good? This ends \(preview.words).")
            let touched = try await offboard.delete(found.id, in: tenant, by: .here)
            output.say("\(found.email) is deleted. Ended: \(touched.words).", touched.fields)
        }
    }
}
