import Broker
import HTTPTypes
import Hummingbird
import NIOHTTP1

/// The management listener's pages: where they are, and what becomes of their errors.
struct ManagementPages {
    typealias Handler = @Sendable (Request, PublicContext) async throws -> Response

    private let webhooks: TenantWebhooksRoute
    private let errors: ErrorRenderer

    init(engine: Engine) throws {
        let pages = try PageRenderer(engine: engine)
        webhooks = TenantWebhooksRoute(engine: engine, pages: pages)
        errors = ErrorRenderer(pages: pages)
    }

    func add(to router: Router<PublicContext>) {
        let webhooks = webhooks
        add(TenantWebhooksRoute.root, to: router, get: webhooks.start)
        for page in WebhookPage.allCases {
            add(
                "\(TenantWebhooksRoute.root)/:tenant\(page.rawValue)", to: router,
                get: { try await webhooks.get(page, $0, $1) }, post: page == .list ? webhooks.post : nil)
        }
        add("/\(StyleRoute.fileName)", to: router, get: { _, _ in StyleRoute.response() })
        // Browsers ask every host for its icon.
        add("/favicon.ico", to: router, get: { _, _ in Response(status: .noContent) })
    }

    private func add(_ path: String, to router: Router<PublicContext>, get: @escaping Handler, post: Handler? = nil) {
        let allowed = ["GET", "HEAD"] + (post == nil ? [] : ["POST"])
        let errors = errors
        for method in PathTable<PublicContext>.everyMethod {
            router.on(RouterPath(path), method: method) { request, context in
                do {
                    try BodyReader.checkAnnounced(request)
                    switch method {
                    case .get: return try await get(request, context)
                    case .head: return try await get(request, context)
                    case .post:
                        guard let post else { throw SurfaceError.methodNotAllowed(allowed) }
                        return try await post(request, context)
                    default: throw SurfaceError.methodNotAllowed(allowed)
                    }
                } catch let error as HTTPParserError {
                    throw error
                } catch {
                    return errors.response(to: error, request: request, site: nil, logger: context.logger)
                }
            }
        }
    }
}
