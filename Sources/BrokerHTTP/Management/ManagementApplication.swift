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
        let open = Router(context: PublicContext.self)
        add(HealthRoutes(engine: engine, version: version), to: open)
        try ManagementPages(engine: engine).add(to: open)
        let responder = ManagementResponder(admin: AdminResponder(engine: engine), others: open.buildResponder())
        return Application(
            responder: HeadResponder(wrapped: responder), server: .limited, configuration: address.configuration,
            onServerRunning: { channel in await onRunning(channel.localAddress?.port) }, logger: logger)
    }

    private static func add(_ health: HealthRoutes, to router: Router<PublicContext>) {
        let routes: [(String, @Sendable (Request, PublicContext) async -> Response)] = [
            ("/health/live", health.live), ("/health/alive", health.live), ("/health/ready", health.ready), ("/healthz", health.ready),
            ("/version", health.version),
        ]
        for (path, handler) in routes {
            router.get(RouterPath(path), use: handler)
            router.head(RouterPath(path)) { request, context in await handler(request, context).createHeadResponse() }
        }
    }
}
