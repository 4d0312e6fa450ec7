import Postgres
import Secrets
import Storage

/// Looks a setup over, one thing after another.
struct Examination {
    func run() async -> [Check] {
        let environment = Environment()
        var checks: [Check] = []
        do throws(SettingsProblem) {
            if try environment.value("SYMBOLON_MIGRATION_DATABASE_URL") != nil { checks.append(await schemaOwner(environment)) }
        } catch {
            checks.append(.wrong("configuration", "\(error)"))
        }
        do {
            let settings = try Settings(environment)
            checks.append(.good("configuration"))
            checks.append(keys(settings))
            let found = await database(settings)
            checks += found
            checks += await QueueExamination(isSchemaGood: found.allSatisfy(\.isGood)).run(settings)
        } catch {
            checks += error.problems.map { .wrong("configuration", "\($0)") }
        }
        return checks
    }

    /// How large the tables are, where there are any.
    func tables(_ checks: [Check]) async -> [TableReport] {
        guard checks.contains(where: { $0.name == "schema" && $0.isGood }), let settings = try? Settings(Environment()) else { return [] }
        let database = Database(settings.database, logger: .quiet)
        let reports = try? await TableExamination(storage: Storage(database: database), retention: settings.retention).run()
        await database.shutdown()
        return reports ?? []
    }

    private func keys(_ settings: Settings) -> Check {
        do {
            _ = try KeyRing(contentsOf: settings.keyFile)
            return .good("key file")
        } catch {
            return .wrong("key file", "\(error) (`symbolon key file PATH` makes one)")
        }
    }

    private func database(_ settings: Settings) async -> [Check] {
        let database = Database(settings.database, logger: .quiet)
        var checks: [Check] = []
        do {
            try await database.transaction { _ in }
            checks.append(.good("database connection"))
            let schema = await Check("schema") { try await Migrator(database: database).checkServable() }
            checks.append(schema)
            if schema.isGood {
                let findings = try await WallAudit(database: database).findings()
                checks += findings.isEmpty ? [.good("wall between tenants")] : findings.map { .wrong("wall between tenants", $0) }
                checks.append(await auditQueue(database))
            }
        } catch {
            checks.append(.wrong("database connection", "\(error); is the server running, and SYMBOLON_DATABASE_URL right?"))
        }
        await database.shutdown()
        return checks
    }

    private func auditQueue(_ database: Database) async -> Check {
        await Check("audit log") {
            let waiting = try await Storage(database: database).registry { stores in try stores.auditQueues.waiting() }
            guard let longest = waiting.compactMap(\.waitingFor).max(), longest > QueueExamination.patience else { return }
            throw LateSeals(seconds: longest.components.seconds)
        }
    }

    private struct LateSeals: Error, CustomStringConvertible {
        let seconds: Int64

        var description: String { "the oldest entry has waited to be sealed for \(seconds) seconds: is a server running?" }
    }

    /// Only looked at where the URL is set, which is never so for the server.
    private func schemaOwner(_ environment: Environment) async -> Check {
        await Check("migrations") {
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
}
