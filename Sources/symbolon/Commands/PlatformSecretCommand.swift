import ArgumentParser
import Broker
import Foundation
import Model
import Secrets

/// A platform's client secrets: several may live, so that one can be replaced without an outage.
struct PlatformSecretCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "secret", abstract: "Replace a platform's client secret.", subcommands: [Add.self, List.self, Disable.self])

    struct Add: Command {
        static let configuration = CommandConfiguration(abstract: "Make a further secret. It is printed now and never again.")

        @Argument(help: "The client id of the platform.") var clientID: String
        @OptionGroup var tenant: TenantOption
        @OptionGroup var expiry: ExpiryOption
        @OptionGroup var output: OutputOptions

        func run(_ engine: Engine) async throws {
            let (plain, stored) = try await ChangePlatformSecrets(engine: engine).add(
                to: clientID, lifetime: expiry.lifetime, in: try await tenant.find(engine), by: .here)
            output.show([Field("client_secret", .text(plain.value))] + fields(stored))
        }
    }

    struct List: Command {
        static let configuration = CommandConfiguration(abstract: "List the secrets, without their values.")

        @Argument(help: "The client id of the platform.") var clientID: String
        @OptionGroup var tenant: TenantOption
        @OptionGroup var output: OutputOptions

        func run(_ engine: Engine) async throws {
            let secrets = try await Listing(engine: engine).secrets(of: clientID, tenant: try await tenant.find(engine))
            output.list(secrets.map(fields), empty: "There are no secrets.")
        }
    }

    struct Disable: Command {
        static let configuration = CommandConfiguration(abstract: "Disable a secret: it authenticates nobody from now on.")

        @Argument(help: "The client id of the platform.") var clientID: String
        @Option(help: "The id of the secret, as `list` shows it.", transform: parseID) var secret: PlatformSecret.ID
        @OptionGroup var tenant: TenantOption
        @OptionGroup var output: OutputOptions

        func run(_ engine: Engine) async throws {
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

private func fields(_ secret: PlatformSecret) -> [Field] {
    [
        Field("id", .text(secret.id.description)), Field("created_at", .date(secret.createdAt)),
        Field("expires_at", .date(secret.expiresAt)),
        Field("disabled_at", .date(secret.disabledAt)),
    ]
}
