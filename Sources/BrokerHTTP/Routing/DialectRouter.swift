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

    let version: String

    func router(for dialect: Dialect) throws -> RouterResponder<SiteContext> { try paths(of: dialect).router.buildResponder() }

    /// Every path of the dialect's tenants.
    func paths(of dialect: Dialect) throws -> PathTable<SiteContext> {
        let router = Router(context: SiteContext.self)
        let useCases = Dictionary(dialect.endpoints.map { ($0.path, $0.useCase) }) { first, _ in first }
        router.add(middleware: SiteErrors(errors: errors, failures: engine.failures, useCases: useCases))
        var paths = PathTable(router: router)
        for endpoint in dialect.endpoints { paths.add(endpoint.path, methods: endpoint.methods, handler(of: endpoint)) }
        paths.add(DocumentRoute.path, methods: ["GET"], try SiteDocumentRoute(dialect: dialect, version: version).get)
        paths.add(ReferencePage.path, methods: ["GET"], SiteReferenceRoute(pages: pages, version: version).get)
        addPages(to: &paths, of: dialect)
        return paths
    }

    private func addPages(to paths: inout PathTable<SiteContext>, of dialect: Dialect) {
        let signIn = SignInRoute(engine: engine, pages: pages)
        paths.add("/sign-in", methods: ["GET", "POST"]) { request, context in
            request.method == .post ? try await signIn.post(request, context) : try await signIn.get(request, context)
        }
        paths.add("/sign-out", methods: ["POST"], SignOutRoute(engine: engine).post)
        paths.add("/consent", methods: ["POST"], ConsentRoute(engine: engine, pages: pages).post)
        paths.add("/", methods: ["GET"], HomeRoute(engine: engine, pages: pages).get)
        paths.add("/logos/:client_id", methods: ["GET"], LogoRoute(engine: engine).get)
        paths.add("/\(StyleRoute.fileName)", methods: ["GET"], StyleRoute.get)

        let connections = ConnectionsRoute(engine: engine, pages: pages)
        paths.add(PagePath.connections, methods: ["GET", "POST"]) { request, context in
            request.method == .post ? try await connections.post(request, context) : try await connections.get(request, context)
        }
        if !dialect.rules.applicationManagers.isEmpty {
            let applications = ApplicationsRoute(engine: engine, pages: pages)
            paths.add(PagePath.applications, methods: ["GET", "POST"]) { request, context in
                request.method == .post ? try await applications.post(request, context) : try await applications.get(request, context)
            }
            paths.add(PagePath.newApplication, methods: ["GET"], applications.getForm)
            let webhooks = ApplicationWebhooksRoute(engine: engine, pages: pages)
            for page in WebhookPage.allCases {
                let methods = page == .list ? ["GET", "POST"] : ["GET"]
                paths.add(PagePath.webhooks + page.rawValue, methods: methods) { request, context in
                    request.method == .post ? try await webhooks.post(request, context) : try await webhooks.get(page, request, context)
                }
            }
        }
        if !dialect.rules.personalAccessTokenRoles.isEmpty {
            let tokens = PersonalTokensRoute(engine: engine, pages: pages)
            paths.add(PagePath.personalTokens, methods: ["GET", "POST"]) { request, context in
                request.method == .post ? try await tokens.post(request, context) : try await tokens.get(request, context)
            }
            paths.add(PagePath.newPersonalToken, methods: ["GET"], tokens.getForm)
        }
    }

    private func handler(of endpoint: Endpoint) -> PathTable<SiteContext>.Handler {
        switch endpoint.useCase {
        case .authorize: AuthorizeRoute(engine: engine, pages: pages, logos: logos).get
        case .prompt: AuthorizeRoute(engine: engine, pages: pages, logos: logos).prompt
        case .token(let tokenType): TokenRoute(engine: engine, tokenType: tokenType).post
        case .validate: ValidateRoute(engine: engine).respond
        case .describeAccess: DescribeAccessRoute(engine: engine).get
        case .introspect: IntrospectRoute(engine: engine).post
        case .revoke: RevokeRoute(engine: engine).post
        case .metadata: MetadataRoute().get
        case .disconnect: DisconnectRoute(engine: engine).post
        case .mintSSOToken(let tokenType): MintSSOTokenRoute(engine: engine, tokenType: tokenType).post
        case .redeemSSOToken: RedeemSSOTokenRoute(engine: engine, pages: pages).get
        case .redeemHandoff: RedeemHandoffRoute(engine: engine).post
        case .mintUserToken: MintUserTokenRoute(engine: engine).post
        case .verifyWebhook: VerifyWebhookRoute(engine: engine).get
        case .explain: ExplainRoute(engine: engine).get
        }
    }
}
