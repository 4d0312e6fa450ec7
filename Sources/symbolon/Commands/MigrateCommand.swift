import ArgumentParser
import Foundation
import Postgres
import Storage

/// Takes the schema up and down. Needs SYMBOLON_MIGRATION_DATABASE_URL.
struct MigrateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "migrate", abstract: "Take the database schema up or down, or say where it is.",
        subcommands: [Up.self, Down.self, Status.self, Verify.self, Roles.self])

    struct Up: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Apply the migrations that are missing.")

        @Option(help: "Stop after this migration.") var to: Int?
        @OptionGroup var output: OutputOptions

        func run() async throws {
            try await withMigrator { migrator in
                let count = try await migrator.up(to: to, progress: report)
                output.say(count == 0 ? "The schema is up to date." : "Applied \(counted(count)).")
            }
        }
    }

    struct Down: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Take migrations away again. Their data is lost.")

        @Option(help: "Keep the migrations up to this one; 0 takes all away.") var to: Int
        @OptionGroup var confirmation: ConfirmationOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            try confirmation.ask("Take away every migration after \(to), with the data in its tables?")
            try await withMigrator { migrator in
                let count = try await migrator.down(to: to, progress: report)
                output.say("Took \(counted(count)) away.")
            }
        }
    }

    struct Status: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the migrations and which are applied.")

        @OptionGroup var output: OutputOptions

        func run() async throws {
            try await withMigrator { migrator in
                let applied = try await migrator.applied()
                let known = Migration.all.map { migration in
                    row(migration.version, migration.name, applied.first { $0.version == migration.version })
                }
                let unknown = applied.filter { row in !Migration.all.contains { $0.version == row.version } }
                output.list(known + unknown.map { row($0.version, $0.name, $0) }, empty: "There are no migrations.")
            }
        }

        private func row(_ version: Int, _ name: String, _ applied: AppliedMigration?) -> [Field] {
            [Field("version", .text("\(version)")), Field("name", .text(name)), Field("applied_at", .date(applied?.appliedAt))]
        }
    }

    struct Verify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Compare what is applied with what this binary holds.")

        @OptionGroup var output: OutputOptions

        func run() async throws {
            try await withMigrator { migrator in
                let applied = try await migrator.verify()
                output.say(
                    "The \(applied.count) applied migrations are those of this binary; \(Migration.all.count - applied.count) are missing.")
                if applied.count < Migration.all.count { throw ExitCode.failure }
            }
        }
    }

    struct Roles: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Print the SQL by which a superuser makes the roles, once per cluster.")

        func run() { print(Migration.roles) }
    }
}

private func counted(_ count: Int) -> String { count == 1 ? "1 migration" : "\(count) migrations" }

private func report(_ step: Migrator.Step) {
    let text =
        switch step {
        case .up(let migration): "applying \(migration.version) \(migration.name)"
        case .down(let migration): "taking away \(migration.version) \(migration.name)"
        }
    FileHandle.standardError.write(Data("\(text)\n".utf8))
}

private func withMigrator(_ body: (Migrator) async throws -> Void) async throws {
    let database = Database(try Settings.migrationDatabase(), logger: .quiet)
    do {
        try await body(Migrator(database: database))
    } catch {
        await database.shutdown()
        throw error
    }
    await database.shutdown()
}
