import ArgumentParser
import Broker
import Model

/// People.
struct UserCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "user", abstract: "Keep people and the accounts they are in.",
        subcommands: [
            Create.self, List.self, Show.self, Edit.self, Password.self, Join.self, Leave.self, Disable.self, Enable.self, Revoke.self,
            Delete.self,
        ])

    struct Create: Command {
        static let configuration = CommandConfiguration(abstract: "Register a person. Without a password they cannot sign in here.")

        @OptionGroup var tenant: TenantOption
        @Option(help: "The address they sign in with.") var email: String
        @Option(help: "The name people see.") var name: String?
        @OptionGroup var password: PasswordOptions
        @OptionGroup var output: OutputOptions

        func run(_ engine: Engine) async throws {
            let user = try await CreateUser(engine: engine)(
                email: email, name: name, password: try password.read(), in: try await tenant.find(engine), by: .here)
            output.show(fields(user))
        }
    }

    struct List: Command {
        static let configuration = CommandConfiguration(abstract: "List the users.")

        @OptionGroup var tenant: TenantOption
        @OptionGroup var output: OutputOptions

        func run(_ engine: Engine) async throws {
            output.list(
                try await Listing(engine: engine).users(of: try await tenant.find(engine)).map(fields), empty: "There are no users.")
        }
    }

    struct Password: Command {
        static let configuration = CommandConfiguration(abstract: "Give somebody a new password. Ends their sessions.")

        @Argument(help: "The address they sign in with.") var email: String
        @OptionGroup var tenant: TenantOption
        @OptionGroup var password: PasswordOptions
        @OptionGroup var output: OutputOptions

        func run(_ engine: Engine) async throws {
            guard let secret = try password.read() else {
                throw ValidationError("Give the password by --password-stdin or --password-file.")
            }
            try await SetPassword(engine: engine)(secret, email: email, in: try await tenant.find(engine), by: .here)
            output.say("The password of \(email) is set.")
        }
    }

    struct Join: Command {
        static let configuration = CommandConfiguration(abstract: "Put a user into an account, or replace their roles there.")

        @Argument(help: "The address they sign in with.") var email: String
        @OptionGroup var tenant: TenantOption
        @Option(help: "The id of the account.") var account: String
        @Option(help: "A role; may be given several times.") var role: [String] = []
        @OptionGroup var output: OutputOptions

        func run(_ engine: Engine) async throws {
            try await ChangeMembership(engine: engine).join(
                email: email, account: account, roles: role, in: try await tenant.find(engine), by: .here)
            output.say("\(email) is in \(account).")
        }
    }

    struct Leave: Command {
        static let configuration = CommandConfiguration(abstract: "Take a user out of an account.")

        @Argument(help: "The address they sign in with.") var email: String
        @OptionGroup var tenant: TenantOption
        @Option(help: "The id of the account.") var account: String
        @OptionGroup var confirmation: ConfirmationOptions
        @OptionGroup var output: OutputOptions

        func run(_ engine: Engine) async throws {
            try confirmation.ask("Take \(email) out of \(account)? Tokens of their own grants there end.")
            try await ChangeMembership(engine: engine).leave(email: email, account: account, in: try await tenant.find(engine), by: .here)
            output.say("\(email) is no longer in \(account).")
        }
    }

    struct Disable: Command {
        static let configuration = CommandConfiguration(abstract: "Keep somebody from signing in.")

        @Argument(help: "The address they sign in with.") var email: String
        @OptionGroup var tenant: TenantOption
        @OptionGroup var confirmation: ConfirmationOptions
        @OptionGroup var output: OutputOptions

        func run(_ engine: Engine) async throws {
            try confirmation.ask("Disable \(email)? They are signed out, and tokens of their own grants stop until they are enabled again.")
            try await SetDisabled(engine: engine)(true, .user(email: email), in: try await tenant.find(engine), by: .here)
            output.say("\(email) is disabled.")
        }
    }

    struct Enable: Command {
        static let configuration = CommandConfiguration(abstract: "Let somebody sign in again.")

        @Argument(help: "The address they sign in with.") var email: String
        @OptionGroup var tenant: TenantOption
        @OptionGroup var output: OutputOptions

        func run(_ engine: Engine) async throws {
            try await SetDisabled(engine: engine)(false, .user(email: email), in: try await tenant.find(engine), by: .here)
            output.say("\(email) is enabled.")
        }
    }
}

func fields(_ user: User) -> [Field] {
    [
        Field("email", .text(user.email)), Field("name", .text(user.name)), Field("created_at", .date(user.createdAt)),
        Field("disabled_at", .date(user.disabledAt)),
    ]
}
