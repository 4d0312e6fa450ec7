import ArgumentParser
import Broker
import Foundation
import Model
import Secrets

/// Brings a tenant to what an export says.
struct TenantImportCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Make and change accounts, people and platforms as an export has them.",
        discussion: """
            Makes what is missing, changes what differs, leaves what is equal alone and never deletes; run again, it does nothing. The \
            tenant itself is not changed. Everything is checked before anything is written; then each thing is done by itself, so that \
            after an interruption one simply runs it again. New platforms get new secrets.
            """)

    @Argument(help: "The file `tenant export` wrote.", completion: .file()) var file: String
    @OptionGroup var tenant: TenantOption
    @Option(
        help: ArgumentHelp("Where to write the secrets of new platforms; they are printed if left out.", valueName: "file"),
        completion: .file())
    var secrets: String?
    @Flag(help: "Check everything, say what would be done, and do nothing.") var dryRun = false
    @OptionGroup var progress: ProgressOptions
    @OptionGroup var output: OutputOptions

    func run(_ engine: Engine) async throws {
        guard let data = FileManager.default.contents(atPath: file) else { throw InputError("file", "\(file) cannot be read") }
        let document = try TenantDocument(json: data)
        let tenant = try await tenant.find(engine)
        let importing = ImportTenant(engine: engine)
        if !dryRun { _ = try await importing(document, isDryRun: true, in: tenant, by: .here) }
        // Opened before anything is done, so that no secret is made that cannot be shown.
        let kept = dryRun ? nil : try secrets.map(SecretsFile.init)
        let shown = Progress("changes made", total: nil, progress)
        let report = try await importing(document, isDryRun: dryRun, in: tenant, by: .here) { new in
            try kept?.add(clientID: new.clientID, Self.members(new))
        } onProgress: { done, _ in
            shown.reached(done)
        }
        shown.finish()
        show(report)
    }

    private func show(_ report: ImportTenant.Report) {
        let kinds = [
            ("accounts", report.accounts), ("users", report.users), ("memberships", report.memberships), ("platforms", report.platforms),
        ]
        let rows = kinds.map { name, count in
            [
                Field("kind", .text(name)), Field("created", .number(count.created)), Field("updated", .number(count.updated)),
                Field("unchanged", .number(count.unchanged)),
            ]
        }
        var fields = [Field("dry_run", .flag(dryRun)), Field("kinds", .records(rows))]
        let made = report.newSecrets.map { new in
            [Field("client_id", .text(new.clientID))]
                + (secrets == nil ? Self.members(new).map { Field($0.name, .text($0.secret.value)) } : [])
        }
        if !made.isEmpty { fields.append(Field("new_secrets", .records(made))) }
        output.show(fields)
    }

    private static func members(_ new: ImportTenant.NewSecrets) -> [(name: String, secret: PlainSecret)] {
        [("client_secret", new.clientSecret), ("webhook_secret", new.webhookSecret)].compactMap { name, secret in
            secret.map { (name, $0) }
        }
    }
}
