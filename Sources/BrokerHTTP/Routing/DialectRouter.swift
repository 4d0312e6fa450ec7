import Broker
import Dialects
import HTTPTypes
import Hummingbird

/// The routes of one dialect: its own endpoints and the pages every tenant has.
struct DialectRouter {
    let engine: Engine
    let pages: PageRenderer
    let errors: ErrorRenderer
    let logos: LogoFetcher

    func router(for dialect: Dialect) -> RouterResponder<SiteContext> {
        let router = Router(context: SiteContext.self)
        let programRoutes = dialect.endpoints.filter { $0.useCase != .authorize }.map(\.path)
        router.add(middleware: SiteErrors(errors: errors, programRoutes: Set(programRoutes)))
        var paths = PathTable(router: router)
        for endpoint in dialect.endpoints { paths.add(endpoint.path, methods: endpoint.methods, handler(of: endpoint)) }

        let signIn = SignInRoute(engine: engine, pages: pages)
        paths.add("/sign-in", methods: ["GET", "POST"]) { request, context in
            request.method == .post ? try await signIn.post(request, context) : try await signIn.get(request, context)
        }
        paths.add("/sign-out", methods: ["POST"], SignOutRoute(engine: engine).post)
        paths.add("/consent", methods: ["POST"], ConsentRoute(engine: engine, pages: pages).post)
        paths.add("/", methods: ["GET"], HomeRoute(engine: engine, pages: pages).get)
        paths.add("/logos/:client_id", methods: ["GET"], LogoRoute(engine: engine).get)
        paths.add("/\(StyleRoute.fileName)", methods: ["GET"], StyleRoute.get)
        return router.buildResponder()
    }

    private func handler(of endpoint: Endpoint) -> PathTable.Handler {
        switch endpoint.useCase {
        case .authorize: AuthorizeRoute(engine: engine, pages: pages, logos: logos).get
        case .token: TokenRoute(engine: engine).post
        case .validate: ValidateRoute(engine: engine).respond
        case .disconnect: DisconnectRoute(engine: engine).post
        }
    }
}
