import ArgumentParser
import Broker
import Foundation
import Logging
import Model
import Postgres

/// What every command that works on the data has.
protocol Command: AsyncParsableCommand {
    var output: OutputOptions { get }

    func run(_ engine: Engine) async throws
}

extension Command {
    func run() async throws {
        let composition = try Composition(try Settings(), logger: .quiet)
        do {
            try await run(composition.engine)
            await composition.announce()
        } catch {
            await composition.database.shutdown()
            throw error
        }
        await composition.database.shutdown()
    }
}

/// `--tenant SLUG`, which almost every command needs.
struct TenantOption: ParsableArguments {
    @Option(name: .customLong("tenant"), help: "The slug of the tenant.") var slug: String

    func find(_ engine: Engine) async throws -> Tenant { try await FindTenant(engine: engine)(slug: slug) }
}

extension AuditEntry.Actor {
    /// The person at this terminal, as the audit log names them.
    static var here: AuditEntry.Actor { .operator(NSUserName()) }
}

extension Logger {
    /// Commands speak to people; only what went wrong underneath is logged.
    static var quiet: Logger {
        var logger = Logger(label: "symbolon", factory: { StreamLogHandler.standardError(label: $0) })
        logger.logLevel = .error
        return logger
    }
}
