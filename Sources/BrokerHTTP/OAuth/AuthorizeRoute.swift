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
    private let browser: Browser
    private let pages: PageRenderer
    private let logos: LogoFetcher

    init(engine: Engine, pages: PageRenderer, logos: LogoFetcher) {
        checkAuthorization = CheckAuthorization(engine: engine)
        prepareConsent = PrepareConsent(engine: engine)
        browser = Browser(engine: engine)
        self.pages = pages
        self.logos = logos
    }

    @Sendable func get(_ request: Request, _ context: SiteContext) async throws -> Response {
        let site = context.site
        let parameters = Result { () throws(OAuthError) in try OAuthParameters(try FormDecoding.pairs(request.uri.query ?? "")) }
        let clientID = context.parameters.get("client_id") ?? (try? parameters.get()["client_id"]) ?? ""
        switch try await checkAuthorization(AuthorizationRequest(clientID: clientID, parameters: parameters), at: site) {
        case .unknownPlatform:
            return pages.message(
                "Unknown platform", "No platform is registered under this address. Please go back and ask whoever sent you here.",
                status: .notFound, site: site, requestID: context.logger.requestID)
        case .refuse(let reason):
            return pages.message(
                "This request cannot be carried out", reason, status: .badRequest, site: site, requestID: context.logger.requestID)
        case .sendBack(let reply):
            return AuthorizationRedirect.response(reply, wire: site.dialect.wire)
        case .proceed(let authorization):
            if authorization.platform.logoURL != nil { logos.request(authorization.platform, of: site.tenant) }
            return try await ask(authorization, request, context)
        }
    }

    private func ask(_ authorization: CheckedAuthorization, _ request: Request, _ context: SiteContext) async throws -> Response {
        let site = context.site
        let here = site.basePath + (request.head.path ?? "/")
        guard let session = try await browser.session(of: request, at: site) else {
            return try pages.signIn(
                SignInPage(returnTo: here, platform: authorization.platform, hasLogo: false), site: site,
                visitor: browser.visitor(of: request))
        }
        let prompt = try await prepareConsent(authorization, session: session, at: site)
        return try pages.consent(prompt, returnTo: here, site: site)
    }
}
