import ArgumentParser
import Broker
import Foundation
import Model
import Secrets

/// A platform's client secrets: several may live, so that one can be replaced without an outage.
struct PlatformSecretCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "secret", abstract: "Replace a platform's client secret: two may live at a time.",
        subcommands: [Add.self, List.self, Expire.self, Disable.self])

    struct Add: Command {
        static let configuration = CommandConfiguration(abstract: "Make a further secret. It is printed now and never again.")

        @Argument(help: "The client id of the platform.") var clientID: String
        @OptionGroup var tenant: TenantOption
        @OptionGroup var expiry: ExpiryOption
        @Option(help: "Let the secrets there are end after so many hours, if they would not before; 0: now.") var expireOthersInHours: Int?
        @OptionGroup var output: OutputOptions

        func validate() throws {
            if let hours = expireOthersInHours, !(0...87_600).contains(hours) {
                throw ValidationError("--expire-others-in-hours takes 0 to 87600.")
            }
        }

        func run(_ engine: Engine) async throws {
            let added = try await ChangePlatformSecrets(engine: engine).add(
                to: clientID, lifetime: expiry.lifetime, expiringOthersAfter: expireOthersInHours.map { .seconds($0 * 60 * 60) },
                in: try await tenant.find(engine), by: .here)
            output.show([Field("client_secret", .text(added.secret.value))] + fields(added.stored, among: [added.stored]))
        }
    }

    struct List: Command {
        static let configuration = CommandConfiguration(abstract: "List the secrets, without their values.")

        @Argument(help: "The client id of the platform.") var clientID: String
        @OptionGroup var tenant: TenantOption
        @OptionGroup var output: OutputOptions

        func run(_ engine: Engine) async throws {
            let secrets = try await Listing(engine: engine).secrets(of: clientID, tenant: try await tenant.find(engine))
            output.list(secrets.map { fields($0, among: secrets) }, empty: "There are no secrets.")
        }
    }

    struct Expire: Command {
        static let configuration = CommandConfiguration(abstract: "Let a secret end after so many days; its tokens live on.")

        @Argument(help: "The client id of the platform.") var clientID: String
        @Option(help: "The id of the secret, as `list` shows it.", transform: parseID) var secret: PlatformSecret.ID
        @Option(help: "After how many days, 1 to 3650.") var inDays: Int
        @OptionGroup var tenant: TenantOption
        @OptionGroup var confirmation: ConfirmationOptions
        @OptionGroup var output: OutputOptions

        func validate() throws {
            guard (1...3650).contains(inDays) else { throw ValidationError("--in-days takes 1 to 3650.") }
        }

        func run(_ engine: Engine) async throws {
            try confirmation.ask("Let the secret \(secret) of \(clientID) end in \(inDays) days?")
            let expiring = try await ChangePlatformSecrets(engine: engine).expire(
                secret, of: clientID, after: .seconds(inDays * 24 * 60 * 60), in: try await tenant.find(engine), by: .here)
            output.show(fields(expiring, among: [expiring]))
        }
    }

    struct Disable: Command {
        static let configuration = CommandConfiguration(abstract: "Disable a secret: it authenticates nobody from now on.")

        @Argument(help: "The client id of the platform.") var clientID: String
        @Option(help: "The id of the secret, as `list` shows it.", transform: parseID) var secret: PlatformSecret.ID
        @OptionGroup var tenant: TenantOption
        @OptionGroup var confirmation: ConfirmationOptions
        @OptionGroup var output: OutputOptions

        func run(_ engine: Engine) async throws {
            try confirmation.ask("Disable the secret \(secret) of \(clientID) for good?")
            try await ChangePlatformSecrets(engine: engine).disable(secret, of: clientID, in: try await tenant.find(engine), by: .here)
            output.say("The secret is disabled.")
        }
    }
}

/// `--expires-in-days N`.
struct ExpiryOption: ParsableArguments {
    @Option(help: "Let it end by itself after so many days.") var expiresInDays: Int?

    func validate() throws {
        if let days = expiresInDays, !(1...3650).contains(days) { throw ValidationError("--expires-in-days takes 1 to 3650.") }
    }

    var lifetime: Duration? { expiresInDays.map { .seconds($0 * 24 * 60 * 60) } }
}

/// Reads an id as lists print it.
func parseID<Entity>(_ text: String) throws -> Identifier<Entity> {
    guard let uuid = UUID(uuidString: text) else { throw ValidationError("\(text) is not an id.") }
    return Identifier(rawValue: uuid)
}

func fields(_ secret: PlatformSecret, among all: [PlatformSecret]) -> [Field] {
    [
        Field("id", .text(secret.id.description)), Field("created_at", .date(secret.createdAt)),
        Field("expires_at", .date(secret.expiresAt)), Field("last_used_at", .date(secret.lastUsedAt)),
        Field("still_used", .flag(secret.isStillUsed(among: all))), Field("disabled_at", .date(secret.disabledAt)),
    ]
}
