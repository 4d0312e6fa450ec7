import Broker
import BrokerHTTP
import Hummingbird
import ServiceLifecycle
import Synchronization

extension World {
    /// Runs the public and the management listener on free loopback ports, over real sockets, while the body runs.
    package func serving(
        managementRequestsPerMinute: Int? = nil, _ body: @escaping @Sendable (HTTPTester) async throws -> Void
    ) async throws {
        let engine = Engine(
            storage: engine.storage, keys: engine.keys, passwords: engine.passwords, dialects: engine.dialects,
            publicURL: engine.publicURL, trustedProxies: engine.trustedProxies,
            managementRequestsPerMinute: managementRequestsPerMinute)
        let ports = Ports()
        let logos = LogoFetcher(engine: engine, client: OutgoingClient(), logger: log.logger)
        let address = ListenAddress(host: "127.0.0.1", port: 0)
        let application = try PublicApplication.build(
            engine: engine, logos: logos, version: "test", address: address, logger: log.logger, onRunning: { ports.set(.public, $0) })
        let management = try ManagementApplication.build(
            engine: engine, version: "test", address: address, logger: log.logger, onRunning: { ports.set(.management, $0) })
        var configuration = ServiceGroupConfiguration(services: [logos, management, application], logger: .quiet)
        configuration.maximumGracefulShutdownDuration = .seconds(5)
        let group = ServiceGroup(configuration: configuration)
        let secrets = secrets
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            let (publicPort, managementPort) = try await ports.both()
            let tester = HTTPTester(port: publicPort, managementPort: managementPort, secrets: secrets)
            do {
                try await body(tester)
            } catch {
                await group.triggerGracefulShutdown()
                throw error
            }
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
    }
}

/// Where the listeners came up.
private final class Ports: Sendable {
    enum Listener: Hashable { case `public`, management }

    private let ports = Mutex<[Listener: Int]>([:])

    func set(_ listener: Listener, _ port: Int?) { ports.withLock { $0[listener] = port } }

    func both() async throws -> (Int, Int) {
        while true {
            let known = ports.withLock { $0 }
            if let first = known[.public], let second = known[.management] { return (first, second) }
            try await Task.sleep(for: .milliseconds(5))
        }
    }
}
