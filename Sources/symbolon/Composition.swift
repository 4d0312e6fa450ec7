import Broker
import BrokerHTTP
import Dialects
import Hummingbird
import Logging
import NIOCore
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
            dialects: DialectList(), publicURL: settings.publicURL, trustedProxies: settings.trustedProxies)
        self.logger = logger
    }

    /// Everything `serve` runs. The first service is the last to stop.
    func services(_ settings: Settings, onRunning: @escaping @Sendable (_ name: String, _ port: Int?) async -> Void) throws -> ServiceGroup
    {
        let logos = LogoFetcher(engine: engine, client: OutgoingClient(ownAddresses: Self.ownAddresses), logger: logger)
        let publicApplication = try PublicApplication.build(
            engine: engine, logos: logos, address: settings.listen, logger: logger, onRunning: { await onRunning("public", $0) })
        let management = ManagementApplication.build(
            engine: engine, version: Symbolon.version, address: settings.managementListen, logger: logger,
            onRunning: { await onRunning("management", $0) })
        // At debug the library prints its services whole, with all they hold.
        var lifecycleLogger = logger
        lifecycleLogger.logLevel = max(logger.logLevel, .info)
        var configuration = ServiceGroupConfiguration(
            services: [DatabaseService(database: database), logos, management, publicApplication],
            gracefulShutdownSignals: [.sigterm, .sigint], logger: lifecycleLogger)
        configuration.maximumGracefulShutdownDuration = .seconds(25)
        return ServiceGroup(configuration: configuration)
    }

    /// Where this machine itself is reached: nobody's webhook or logo is fetched from there.
    private static var ownAddresses: Set<IPAddress> {
        let devices = (try? System.enumerateDevices()) ?? []
        return Set(devices.compactMap { $0.address?.ipAddress }.compactMap(IPAddress.init))
    }
}
