package import Broker
import HTTPTypes
package import Hummingbird
package import Logging

/// The second listener: health, on loopback unless told otherwise. The management API joins it here.
package enum ManagementApplication {
    package static func build(
        engine: Engine, version: String, address: ListenAddress, logger: Logger,
        onRunning: @escaping @Sendable (Int?) async -> Void = { _ in }
    ) -> some ApplicationProtocol {
        let router = Router(context: PublicContext.self)
        let health = HealthRoutes(engine: engine, version: version)
        let routes: [(String, @Sendable (Request, PublicContext) async -> Response)] = [
            ("/health/live", health.live), ("/health/alive", health.live), ("/health/ready", health.ready), ("/healthz", health.ready),
            ("/version", health.version),
        ]
        for (path, handler) in routes {
            router.get(RouterPath(path), use: handler)
            router.head(RouterPath(path)) { request, context in await handler(request, context).createHeadResponse() }
        }
        return Application(
            router: router, server: .limited, configuration: address.configuration,
            onServerRunning: { channel in await onRunning(channel.localAddress?.port) }, logger: logger)
    }
}
