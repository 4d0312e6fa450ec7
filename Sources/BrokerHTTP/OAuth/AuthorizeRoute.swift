import Broker
import Dialects
import HTTPTypes
import Hummingbird
import Logging
import Model
import OAuth

/// The authorization endpoint: signs the person in when needed, then asks (RFC 6749 §3.1).
struct AuthorizeRoute: Sendable {
    private let checkAuthorization: CheckAuthorization
    private let prepareConsent: PrepareConsent
    private let decideAuthorization: DecideAuthorization
    private let failures: FailureLog
    private let browser: Browser
    private let pages: PageRenderer
    private let logos: LogoFetcher

    init(engine: Engine, pages: PageRenderer, logos: LogoFetcher) {
        checkAuthorization = CheckAuthorization(engine: engine)
        prepareConsent = PrepareConsent(engine: engine)
        decideAuthorization = DecideAuthorization(engine: engine)
        failures = engine.failures
        browser = Browser(engine: engine)
        self.pages = pages
        self.logos = logos
    }

    /// Where platforms send people.
    @Sendable func get(_ request: Request, _ context: SiteContext) async throws -> Response {
        try await respond(request, context, promptPath: context.site.dialect.path(for: .prompt))
    }

    /// Where people are asked, in dialects that have an address of its own for that.
    @Sendable func prompt(_ request: Request, _ context: SiteContext) async throws -> Response {
        try await respond(request, context, promptPath: nil)
    }

    private func respond(_ request: Request, _ context: SiteContext, promptPath: String?) async throws -> Response {
        let site = context.site
        let asked = Self.read(request, context)
        switch try await checkAuthorization(asked, at: site) {
        case .unknownPlatform:
            record(OAuthError(.unauthorizedClient, "no platform is registered under this address"), of: asked, context)
            return try refuse(
                .unauthorizedClient, "Unknown platform",
                "No platform is registered under this address. Please go back and ask whoever sent you here.", status: .notFound, context)
        case .refuse(let reason):
            record(.invalidRequest(reason), of: asked, context)
            return try refuse(.invalidRequest, "This request cannot be carried out", reason, status: .badRequest, context)
        case .sendBack(let reply):
            // Nobody is sent anywhere before they are known (RFC 9700 §4.11.2).
            guard try await browser.session(of: request, at: site) != nil else {
                return try signIn(request, context, for: nil, leadingTo: reply.redirectURI)
            }
            if case .error(let code, let description) = reply.content { record(OAuthError(code, description), of: asked, context) }
            return AuthorizationRedirect.response(reply, site: site)
        case .proceed(let authorization):
            if authorization.platform.logoURL != nil { logos.request(authorization.platform, of: site.tenant) }
            return try await ask(authorization, request, context, promptPath: promptPath)
        }
    }

    /// What is told on a page, or to the platform through somebody's browser, can be asked about as well.
    private func record(_ error: OAuthError, of asked: AuthorizationRequest, _ context: SiteContext) {
        failures.record(error.naming(clientID: asked.clientID), at: .authorize, of: context.site, origin: context.origin)
    }

    private static func read(_ request: Request, _ context: SiteContext) -> AuthorizationRequest {
        let query = request.uri.query ?? ""
        let parameters = Result { () throws(OAuthError) in try OAuthParameters(try FormDecoding.pairs(query)) }
        let named = try? parameters.get()
        let separator = context.site.dialect.wire.scopeSeparator
        return AuthorizationRequest(
            clientID: context.parameters.get("client_id") ?? named?["client_id"] ?? "", parameters: parameters,
            scopes: Result { () throws(OAuthError) in try ScopeList.read(named?["scope"], separator: separator) },
            stateOfRefusal: FormDecoding.only("state", in: query))
    }

    private func ask(
        _ authorization: CheckedAuthorization, _ request: Request, _ context: SiteContext, promptPath: String?
    ) async throws -> Response {
        let site = context.site
        guard let session = try await browser.session(of: request, at: site) else {
            // Where consent is remembered, the person may be sent back as soon as they are known.
            let leadsTo = site.dialect.rules.consent == .remembered ? authorization.redirectURI : nil
            return try signIn(request, context, for: authorization.platform, leadingTo: leadsTo)
        }
        if let reply = try await decideAuthorization.remembered(authorization, session: session, at: site, origin: context.origin) {
            return AuthorizationRedirect.response(reply, site: site)
        }
        if let promptPath {
            let query = request.uri.query.map { "?\($0)" } ?? ""
            return Response(status: .found, headers: [.location: "\(site.basePath)\(promptPath)\(query)", .cacheControl: "no-store"])
        }
        let prompt = try await prepareConsent(authorization, session: session, at: site)
        return try pages.consent(prompt, returnTo: Self.address(of: request, site), site: site)
    }

    /// Told where there is nobody to send it to: to the person on a page, or to whoever reads JSON.
    private func refuse(
        _ code: OAuthErrorCode, _ heading: String, _ reason: String, status: HTTPResponse.Status, _ context: SiteContext
    ) throws -> Response {
        switch context.site.dialect.wire.authorizationRefusal {
        case .page: return pages.message(heading, reason, status: status, site: context.site, requestID: context.logger.requestID)
        case .json:
            let error = OAuthError(code, code == .unauthorizedClient ? "the client is unknown or disabled" : reason)
            return .uncachedJSON(
                ["error": .string(error.code.rawValue), "error_description": .string(error.description)], status: .badRequest)
        }
    }

    private func signIn(
        _ request: Request, _ context: SiteContext, for platform: Platform?, leadingTo redirectURI: String?
    ) throws -> Response {
        let page = SignInPage(returnTo: Self.address(of: request, context.site), platform: platform, leadsTo: redirectURI)
        return try pages.signIn(page, site: context.site, visitor: browser.visitor(of: request, at: context.site))
    }

    private static func address(of request: Request, _ site: TenantSite) -> String { site.basePath + (request.head.path ?? "/") }
}
