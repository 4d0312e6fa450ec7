import ArgumentParser
import Broker
import Foundation
import Model

/// Writes down what a tenant is made of.
struct TenantExportCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Write a tenant's accounts, people and platforms as JSON, without secrets.")

    @Argument(help: "The slug of the tenant.") var slug: String
    @Option(
        name: .customLong("output"), help: ArgumentHelp("Where to write it; to standard output if left out.", valueName: "file"),
        completion: .file())
    var path: String?
    @OptionGroup var output: OutputOptions

    func run(_ engine: Engine) async throws {
        let document = try await ExportTenant(engine: engine)(try await FindTenant(engine: engine)(slug: slug))
        let data = try document.json()
        guard let path else { return FileHandle.standardOutput.write(data) }
        let temporary = path + ".new"
        guard FileManager.default.createFile(atPath: temporary, contents: data, attributes: [.posixPermissions: 0o600]),
            rename(temporary, path) == 0
        else { throw InputError("output", "\(path) cannot be written") }
        output.say(
            "Wrote \(path).",
            [
                Field("accounts", .number(document.accounts.count)), Field("users", .number(document.users.count)),
                Field("memberships", .number(document.memberships.count)), Field("platforms", .number(document.platforms.count)),
            ])
    }
}
