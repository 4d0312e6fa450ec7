import ArgumentParser
import Broker
import Foundation
import Model
import Secrets

/// Takes over live grants and tokens of another authorization server.
struct GrantImportCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Take over live grants and tokens of Doorkeeper or django-oauth-toolkit.",
        discussion: """
            Files are CSV with a header, or JSON lines; docs/moving-in.md has the SQL that writes them. Everything is read and checked \
            before anything is written; then 500 rows make a transaction. Run again, it takes over what has been added and \
            revoked since and leaves the rest alone. Tokens are never printed nor kept in clear.
            """)

    @OptionGroup var tenant: TenantOption
    @Option(name: .customLong("from"), help: ArgumentHelp("The server they come from.", valueName: "server")) var server: ForeignServer
    @Option(help: ArgumentHelp("Its clients.", valueName: "file"), completion: .file()) var applications: String
    @Option(help: ArgumentHelp("Its access tokens; with Doorkeeper the refresh tokens too.", valueName: "file"), completion: .file())
    var accessTokens: String
    @Option(help: ArgumentHelp("The refresh tokens of django-oauth-toolkit.", valueName: "file"), completion: .file())
    var refreshTokens: String?
    @Option(help: ArgumentHelp("Whom its ids of owners stand for: owner_id, account_id, email.", valueName: "file"), completion: .file())
    var owners: String
    @Option(help: "A scope of new platforms for which the applications name none; may be given several times.") var scope: [String] = []
    @Option(help: ArgumentHelp("How the columns token and refresh_token were kept.", valueName: "plain|sha256"))
    var storedTokens: ForeignForm?
    @Option(help: ArgumentHelp("How the column of client secrets was kept.", valueName: "plain|sha256")) var storedSecrets: ForeignForm?
    @Option(
        help: ArgumentHelp("Where to write the secrets of platforms that get new ones; they are printed if left out.", valueName: "file"),
        completion: .file())
    var secrets: String?
    @Flag(help: "Check everything, say what would be done, and do nothing.") var dryRun = false
    @OptionGroup var progress: ProgressOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        if server == .doorkeeper, refreshTokens != nil {
            throw ValidationError("Doorkeeper keeps refresh tokens with the access tokens: leave --refresh-tokens out.")
        }
    }

    func run(_ engine: Engine) async throws {
        let importing = try ImportGrants(
            engine: engine, from: server, forms: ForeignForms(tokens: storedTokens, secrets: storedSecrets),
            into: try await tenant.find(engine), by: .here)
        var plan = try await importing.plan(
            applications: try await TableFile(name: "applications", path: applications).rows(),
            owners: try await TableFile(name: "owners", path: owners).rows(), scopes: scope)
        // Refresh tokens first: they begin the families access tokens are of.
        let tables = [(ForeignTable.refreshTokens, refreshTokens), (.accessTokens, accessTokens)].compactMap { table, path in
            path.map { (table, TableFile(name: table.rawValue, path: $0)) }
        }
        let count = try await check(tables, importing)
        var report = ImportReport()
        if dryRun {
            report.add(importing.count(plan))
        } else {
            // Opened before anything is done, so that no secret is made that cannot be shown.
            let file = try secrets.map(SecretsFile.init)
            report.add(
                try await importing.register(&plan) { try file?.add(clientID: $0.clientID, [("client_secret", $0.secret)]) })
        }
        let shown = Progress("rows \(dryRun ? "looked at" : "imported")", total: count, progress)
        var done = 0
        for (table, file) in tables {
            try await file.batches(of: ImportGrants.batch) { rows in
                report.add(try await importing(try rows.map { try importing.read($0, from: table) }, by: &plan, isDryRun: dryRun))
                done += rows.count
                shown.reached(done)
            }
        }
        shown.finish()
        show(report)
    }

    /// How many rows there are. Throws `InputError` for the first that cannot be read.
    private func check(_ tables: [(ForeignTable, TableFile)], _ importing: ImportGrants) async throws -> Int {
        let shown = Progress("rows checked", total: nil, progress)
        var count = 0
        for (table, file) in tables {
            try await file.batches(of: ImportGrants.batch) { rows in
                for row in rows { _ = try importing.read(row, from: table) }
                count += rows.count
                shown.reached(count)
            }
        }
        shown.finish()
        return count
    }

    private func show(_ report: ImportReport) {
        var fields = [
            Field("dry_run", .flag(dryRun)),
            Field("platforms_created", .number(report.platforms.imported)),
            Field("platforms_already_there", .number(report.platforms.alreadyThere)),
        ]
        if !dryRun { fields.append(Field("grants_created", .number(report.grants))) }
        fields += [
            Field("access_tokens_imported", .number(report.accessTokens.imported)),
            Field("access_tokens_already_there", .number(report.accessTokens.alreadyThere)),
            Field("refresh_tokens_imported", .number(report.refreshTokens.imported)),
            Field("refresh_tokens_already_there", .number(report.refreshTokens.alreadyThere)),
            Field("revoked", .number(report.revoked)),
            Field(
                "skipped",
                .records(
                    report.skipped.sorted { $0.key < $1.key }.map {
                        [Field("reason", .text($0.key.rawValue)), Field("count", .number($0.value))]
                    })),
        ]
        if !dryRun {
            fields.append(
                Field(
                    "new_secrets",
                    .records(
                        report.newSecrets.map { new in
                            [Field("client_id", .text(new.clientID))]
                                + (secrets == nil ? [Field("client_secret", .text(new.secret.value))] : [])
                        })))
        }
        output.show(fields)
    }
}

extension ForeignServer: ExpressibleByArgument {}
extension ForeignForm: ExpressibleByArgument {}
