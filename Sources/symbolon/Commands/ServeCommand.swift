import ArgumentParser
import Broker
import Foundation
import Logging
import Postgres
import ServiceLifecycle
import Storage

/// Runs the server until SIGTERM or SIGINT, then lets what is in flight finish.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "serve", abstract: "Run the server.")

    /// How long a database that is away at the start is waited for.
    private static let patience = Duration.seconds(60)

    func run() async throws {
        let environment = Environment()
        guard try environment.value("SYMBOLON_MIGRATION_DATABASE_URL") == nil else {
            throw SettingsProblem(
                "SYMBOLON_MIGRATION_DATABASE_URL", "must not be set for the server", mend: "give it to `symbolon migrate` only")
        }
        let settings = try Settings(environment)
        LoggingSystem.bootstrap(StreamLogHandler.standardError)
        var logger = Logger(label: "symbolon")
        logger.logLevel = settings.logLevel
        try await serve(settings, logger: logger)
    }

    private func serve(_ settings: Settings, logger: Logger) async throws {
        let files = OpenFiles.raiseLimit()
        if settings.worker != nil, files < 3 * settings.webhookConcurrency {
            logger.warning(
                "the limit of open files is low for SYMBOLON_WEBHOOK_CONCURRENCY: raise it (ulimit -n, LimitNOFILE=) or lower that",
                metadata: ["files": "\(files)", "concurrency": "\(settings.webhookConcurrency)"])
        }
        let composition = try Composition(settings, logger: logger)
        do {
            try await waitForDatabase(composition, logger: logger)
            try await Migrator(database: composition.database).checkServable()
            let findings = try await WallAudit(database: composition.database).findings()
            guard findings.isEmpty else { throw AuditRefusal(findings: findings) }
            let services = try composition.services(settings) { name, port in
                logger.info("listening", metadata: ["listener": "\(name)", "port": "\(port ?? 0)"])
                StartupMemory.giveBack()
            }
            try await services.run()
            logger.info("stopped")
        } catch {
            await composition.database.shutdown()
            throw error
        }
    }

    private func waitForDatabase(_ composition: Composition, logger: Logger) async throws {
        let end = ContinuousClock.now + Self.patience
        while true {
            do {
                _ = try await composition.engine.storage.registry { _ in true }
                return
            } catch let error as PostgresError where error.isUnavailable && ContinuousClock.now < end {
                logger.warning("waiting for the database", metadata: ["error": "\(error)"])
                try await Task.sleep(for: .seconds(1))
            }
        }
    }
}

/// The wall between tenants is open somewhere: nothing is served.
private struct AuditRefusal: Error, CustomStringConvertible {
    let findings: [String]

    var description: String {
        "the wall between tenants is open, so nothing is served:\n" + findings.map { "  - \($0)" }.joined(separator: "\n")
    }
}
