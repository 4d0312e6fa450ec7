import Broker
import BrokerHTTP
import Dialects
import Hummingbird
import Logging
import Postgres
import Secrets
import ServiceLifecycle
import Storage
import UnixSignals

/// The one place where the parts are put together.
struct Composition: Sendable {
    let database: Database
    let engine: Engine
    let logger: Logger

    init(_ settings: Settings, logger: Logger) throws {
        database = Database(settings.database, logger: logger)
        engine = Engine(
            storage: Storage(database: database), keys: try KeyRing(contentsOf: settings.keyFile), passwords: PasswordHasher(),
            dialects: DialectList(), publicURL: settings.publicURL)
        self.logger = logger
    }

    /// Everything `serve` runs. The first service is the last to stop.
    func services(_ settings: Settings, onRunning: @escaping @Sendable (_ name: String, _ port: Int?) async -> Void) throws -> ServiceGroup
    {
        let logos = LogoFetcher(engine: engine, client: OutgoingClient(), logger: logger)
        let publicApplication = try PublicApplication.build(
            engine: engine, logos: logos, address: settings.listen, logger: logger, onRunning: { await onRunning("public", $0) })
        let management = ManagementApplication.build(
            engine: engine, version: Symbolon.version, address: settings.managementListen, logger: logger,
            onRunning: { await onRunning("management", $0) })
        var configuration = ServiceGroupConfiguration(
            services: [DatabaseService(database: database), logos, management, publicApplication],
            gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        configuration.maximumGracefulShutdownDuration = .seconds(25)
        return ServiceGroup(configuration: configuration)
    }
}
