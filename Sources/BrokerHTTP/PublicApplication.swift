package import Broker
import Dialects
package import Hummingbird
package import Logging

/// The public listener: every tenant's OAuth surface and pages. The only place where they are wired in.
package enum PublicApplication {
    package static func build(
        engine: Engine, logos: LogoFetcher, version: String, address: ListenAddress, logger: Logger,
        onRunning: @escaping @Sendable (Int?) async -> Void = { _ in }
    ) throws -> some ApplicationProtocol {
        let pages = try PageRenderer(engine: engine)
        let errors = ErrorRenderer(pages: pages)
        let dialectRouter = DialectRouter(engine: engine, pages: pages, errors: errors, logos: logos, version: version)
        let routers = Dictionary(
            uniqueKeysWithValues: try engine.dialects.dialects.map { ($0.name, try dialectRouter.router(for: $0)) })
        let answers = DirectAnswers(engine: engine, errors: errors, logger: logger)
        return Application(
            responder: HeadResponder(wrapped: SiteResponder(engine: engine, routers: routers, errors: errors)),
            server: .limited { channel, connection in [DirectGate(answers, behind: connection, on: channel.eventLoop)] },
            configuration: address.configuration,
            onServerRunning: { channel in await onRunning(channel.localAddress?.port) }, logger: logger)
    }
}
