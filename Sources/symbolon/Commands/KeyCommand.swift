import ArgumentParser
import Broker
import Foundation
import Model
import Secrets

/// Keys: those of the management API, and the master keys under which everything is hashed and sealed.
struct KeyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key", abstract: "Make and revoke keys of the management API; make the key file.",
        subcommands: [Create.self, List.self, Rotate.self, Revoke.self, File.self])

    struct Create: Command {
        static let configuration = CommandConfiguration(abstract: "Make a key of the management API. It is printed now and never again.")

        @Option(help: "What it is for.") var name: String
        @Option(name: .customLong("tenant"), help: "The slug of the one tenant it may manage; an operator's key if left out.") var slug:
            String?
        @Option(
            help:
                "What it may do: read or write, everywhere or of one resource, as in accounts:read; may be given several times. All if left out."
        ) var permission: [String] = []
        @OptionGroup var expiry: ExpiryOption
        @OptionGroup var output: OutputOptions

        func run(_ engine: Engine) async throws {
            var tenant: Tenant?
            if let slug { tenant = try await FindTenant(engine: engine)(slug: slug) }
            let (plain, key) = try await ChangeAdminKeys(engine: engine).create(
                name: name, permissions: permission.isEmpty ? [.all] : try permission.map(AdminPermission.init(reading:)), tenant: tenant,
                lifetime: expiry.lifetime, by: .here)
            output.show([Field("key", .text(plain.value))] + fields(key))
        }
    }

    struct List: Command {
        static let configuration = CommandConfiguration(abstract: "List the keys of the management API, without their values.")

        @OptionGroup var output: OutputOptions

        func run(_ engine: Engine) async throws {
            output.list(try await Listing(engine: engine).adminKeys().map(fields), empty: "There are no keys.")
        }
    }

    struct Rotate: Command {
        static let configuration = CommandConfiguration(
            abstract: "Replace a tenant's key: make one that may do the same, and let the one before end after an overlap.")

        @Argument(help: "The id of the key, as `list` shows it.", transform: parseID) var id: AdminKey.ID
        @OptionGroup var tenant: TenantOption
        @Option(help: "For so many hours the key before is let in too.") var overlapHours = 24
        @OptionGroup var expiry: ExpiryOption
        @OptionGroup var output: OutputOptions

        func validate() throws {
            guard (0...720).contains(overlapHours) else { throw ValidationError("--overlap-hours takes 0 to 720.") }
        }

        func run(_ engine: Engine) async throws {
            let (plain, key) = try await ChangeAdminKeys(engine: engine).rotate(
                id, of: try await tenant.find(engine), overlap: .seconds(overlapHours * 3600), lifetime: expiry.lifetime, by: .here)
            output.show([Field("key", .text(plain.value))] + fields(key))
        }
    }

    struct Revoke: Command {
        static let configuration = CommandConfiguration(abstract: "Revoke a key of the management API, for good.")

        @Argument(help: "The id of the key, as `list` shows it.", transform: parseID) var id: AdminKey.ID
        @OptionGroup var confirmation: ConfirmationOptions
        @OptionGroup var output: OutputOptions

        func run(_ engine: Engine) async throws {
            try confirmation.ask("Revoke the key \(id) for good?")
            try await ChangeAdminKeys(engine: engine).revoke(id, by: .here)
            output.say("The key is revoked.")
        }
    }

    struct File: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write a new key file for SYMBOLON_KEY_FILE.",
            discussion: "Keep it apart from the database and its backups. Without it no token can be checked and no sealed secret read.")

        @Argument(help: "Where to write it. A file that is there is left alone.", completion: .file()) var path: String
        @Option(help: "The id of the key.") var id = "k1"

        func run() async throws {
            let text = try KeyRing.newFileText(id: id)
            let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL, 0o600)
            guard descriptor >= 0 else { throw InputError("path", "\(path): \(String(cString: strerror(errno)))") }
            let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
            try file.write(contentsOf: Data(text.utf8))
            print("Wrote \(path).")
        }
    }
}

private func fields(_ key: AdminKey) -> [Field] {
    [
        Field("id", .text(key.id.description)), Field("name", .text(key.name)), Field("tenant_id", .text(key.tenantID?.description)),
        Field("permissions", .list(key.permissions.map(\.description))), Field("created_at", .date(key.createdAt)),
        Field("expires_at", .date(key.expiresAt)), Field("revoked_at", .date(key.revokedAt)), Field("last_used_at", .date(key.lastUsedAt)),
    ]
}
