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
    let outbox: Outbox
    let logger: Logger

    init(_ settings: Settings, logger: Logger) throws {
        database = Database(settings.database, logger: logger)
        let outbox = Outbox()
        self.outbox = outbox
        engine = Engine(
            storage: Storage(
                database: database, memory: settings.validationMemory, onQueued: outbox.signal, onAudited: outbox.signalAudit),
            keys: try KeyRing(contentsOf: settings.keyFile), passwords: PasswordHasher(),
            dialects: DialectList(), publicURL: settings.publicURL, trustedProxies: settings.trustedProxies,
            managementRequestsPerMinute: settings.managementRequestsPerMinute)
        self.logger = logger
    }

    /// Everything `serve` runs. The first service is the last to stop.
    func services(_ settings: Settings, onRunning: @escaping @Sendable (_ name: String, _ port: Int?) async -> Void) throws -> ServiceGroup
    {
        let client = OutgoingClient(ownAddresses: Self.ownAddresses)
        let logos = LogoFetcher(engine: engine, client: client, logger: logger)
        let publicApplication = try PublicApplication.build(
            engine: engine, logos: logos, version: Symbolon.version, address: settings.listen, logger: logger,
            onRunning: { await onRunning("public", $0) })
        let management = try ManagementApplication.build(
            engine: engine, version: Symbolon.version, address: settings.managementListen, logger: logger,
            onRunning: { await onRunning("management", $0) })
        // At debug the library prints its services whole, with all they hold.
        var lifecycleLogger = logger
        lifecycleLogger.logLevel = max(logger.logLevel, .info)
        let services: [any Service] =
            [DatabaseService(database: database)] + deliveryServices(settings, client: client) + [logos, management, publicApplication]
        var configuration = ServiceGroupConfiguration(
            services: services,
            gracefulShutdownSignals: [.sigterm, .sigint], logger: lifecycleLogger)
        configuration.maximumGracefulShutdownDuration = .seconds(25)
        return ServiceGroup(configuration: configuration)
    }

    /// In the order in which they start; the first is the last to stop.
    private func deliveryServices(_ settings: Settings, client: OutgoingClient) -> [any Service] {
        let always: [any Service] = [
            AuditSealer(engine: engine, outbox: outbox, logger: logger), FailureKeeper(engine: engine, logger: logger),
            SecretExpiryNotice(engine: engine, logger: logger), Janitor(engine: engine, retention: settings.retention, logger: logger),
            OutboxAnnouncer(storage: engine.storage, outbox: outbox, logger: logger),
        ]
        guard let worker = settings.worker, let direct = settings.direct else {
            logger.warning("SYMBOLON_WORKER_DATABASE_URL is not set: this server delivers no webhooks")
            return always
        }
        let queueDatabase = Database(worker, logger: logger)
        let queue = WorkerQueue(database: queueDatabase)
        return [
            DatabaseService(database: queueDatabase),
            DeliveryService(
                engine: engine, queue: queue, outbox: outbox, client: client, capacity: settings.webhookConcurrency, logger: logger),
            EventFanOut(engine: engine, queue: queue, outbox: outbox, logger: logger),
            OutboxListener(database: direct, outbox: outbox, logger: logger),
        ] + always
    }

    /// For commands, which end at once: tells the servers if something was put into a queue.
    func announce() async {
        guard outbox.hasNews else { return }
        // They look by themselves as well.
        try? await engine.storage.announceQueue(on: Outbox.channel)
    }

    /// Where this machine itself is reached: nobody's webhook or logo is fetched from there.
    private static var ownAddresses: Set<IPAddress> {
        let devices = (try? System.enumerateDevices()) ?? []
        return Set(devices.compactMap { $0.address?.ipAddress }.compactMap(IPAddress.init))
    }
}
