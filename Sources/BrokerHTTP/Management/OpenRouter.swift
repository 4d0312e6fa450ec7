import Broker
import Hummingbird

/// What the management listener has without a key of the API: health, the document, the reference and the pages.
struct OpenRouter {
    let engine: Engine
    let version: String

    /// Throws where the templates of the pages cannot be read.
    func paths() throws -> PathTable<PublicContext> {
        let pages = try PageRenderer(engine: engine)
        let router = Router(context: PublicContext.self)
        router.add(middleware: OpenErrors(errors: ErrorRenderer(pages: pages)))
        var paths = PathTable(router: router)
        let health = HealthRoutes(engine: engine, version: version)
        for path in ["/health/live", "/health/alive"] { paths.add(path, methods: ["GET"], health.live) }
        for path in ["/health/ready", "/healthz"] { paths.add(path, methods: ["GET"], health.ready) }
        paths.add("/health/audit", methods: ["GET"], health.audit)
        paths.add("/version", methods: ["GET"], health.version)
        let document = DocumentRoute(text: try ManagementDocument.text(engine: engine, version: version, server: "/"))
        paths.add(DocumentRoute.path, methods: ["GET"]) { _, _ in document.response() }
        let reference = ReferencePage(pages: pages)
        paths.add(ReferencePage.path, methods: ["GET"]) { [engine, version] _, _ in
            reference.response(to: ManagementDocument.document(engine: engine, version: version, server: ManagementDocument.usualServer))
        }
        ManagementPages(engine: engine, pages: pages).add(to: &paths)
        return paths
    }
}
