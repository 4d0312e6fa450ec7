package import Broker
import HTTPTypes
package import Hummingbird
package import Logging

/// The second listener: the management API, the vendors' pages and health, on loopback unless told otherwise.
package enum ManagementApplication {
    /// Throws where the templates of the pages cannot be read.
    package static func build(
        engine: Engine, version: String, address: ListenAddress, logger: Logger,
        onRunning: @escaping @Sendable (Int?) async -> Void = { _ in }
    ) throws -> some ApplicationProtocol {
        let open = try OpenRouter(engine: engine, version: version).paths().router.buildResponder()
        let responder = ManagementResponder(admin: AdminResponder(engine: engine), others: open)
        return Application(
            responder: HeadResponder(wrapped: responder), server: .limited, configuration: address.configuration,
            onServerRunning: { channel in await onRunning(channel.localAddress?.port) }, logger: logger)
    }
}
