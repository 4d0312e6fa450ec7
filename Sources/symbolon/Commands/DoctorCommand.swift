import ArgumentParser
import Broker
import Foundation
import Postgres
import Secrets
import Storage

/// Says what is wrong with a setup and how to mend it.
struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Look a setup over: configuration, keys, database, schema, the wall between tenants.")

    @OptionGroup var output: OutputOptions

    func run() async throws {
        let checks = await Examination().run()
        if output.isJSON {
            output.list(
                checks.map { [Field("check", .text($0.name)), Field("ok", .flag($0.isGood)), Field("finding", .text($0.finding))] },
                empty: "")
        } else {
            for check in checks {
                print(check.isGood ? "ok    " : "WRONG ", check.name, check.finding.map { ": \($0)" } ?? "", separator: "")
            }
        }
        guard checks.allSatisfy(\.isGood) else { throw ExitCode.failure }
    }
}

/// One thing that was looked at.
private struct Check {
    let name: String
    let finding: String?
    var isGood: Bool { finding == nil }

    static func good(_ name: String) -> Check { Check(name: name, finding: nil) }
}

private struct Examination {
    func run() async -> [Check] {
        let environment = Environment()
        var checks: [Check] = []
        do throws(SettingsProblem) {
            if try environment.value("SYMBOLON_MIGRATION_DATABASE_URL") != nil { checks.append(await schemaOwner(environment)) }
        } catch {
            checks.append(Check(name: "configuration", finding: "\(error)"))
        }
        do {
            let settings = try Settings(environment)
            checks.append(.good("configuration"))
            checks.append(keys(settings))
            checks += await database(settings)
        } catch {
            checks += error.problems.map { Check(name: "configuration", finding: "\($0)") }
        }
        return checks
    }

    private func keys(_ settings: Settings) -> Check {
        do {
            _ = try KeyRing(contentsOf: settings.keyFile)
            return .good("key file")
        } catch {
            return Check(name: "key file", finding: "\(error) (`symbolon key file PATH` makes one)")
        }
    }

    private func database(_ settings: Settings) async -> [Check] {
        let database = Database(settings.database, logger: .quiet)
        var checks: [Check] = []
        do {
            try await database.transaction { _ in }
            checks.append(.good("database connection"))
            let schema = await check("schema") { try await Migrator(database: database).checkServable() }
            checks.append(schema)
            if schema.isGood {
                let findings = try await WallAudit(database: database).findings()
                checks +=
                    findings.isEmpty ? [.good("wall between tenants")] : findings.map { Check(name: "wall between tenants", finding: $0) }
            }
        } catch {
            checks.append(Check(name: "database connection", finding: "\(error); is the server running, and SYMBOLON_DATABASE_URL right?"))
        }
        await database.shutdown()
        return checks
    }

    /// Only looked at where the URL is set, which is never so for the server.
    private func schemaOwner(_ environment: Environment) async -> Check {
        await check("migrations") {
            let database = Database(try Settings.migrationDatabase(environment), logger: .quiet)
            do {
                _ = try await Migrator(database: database).verify()
            } catch {
                await database.shutdown()
                throw error
            }
            await database.shutdown()
        }
    }

    private func check(_ name: String, _ body: () async throws -> Void) async -> Check {
        do {
            try await body()
            return .good(name)
        } catch {
            return Check(name: name, finding: Failure.text(error))
        }
    }
}
