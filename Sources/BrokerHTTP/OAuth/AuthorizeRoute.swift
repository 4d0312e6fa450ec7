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
        let query = request.uri.query ?? ""
        let parameters = Result { () throws(OAuthError) in try OAuthParameters(try FormDecoding.pairs(query)) }
        let clientID = context.parameters.get("client_id") ?? (try? parameters.get()["client_id"]) ?? ""
        let asked = AuthorizationRequest(
            clientID: clientID, parameters: parameters, stateOfRefusal: FormDecoding.only("state", in: query))
        switch try await checkAuthorization(asked, at: site) {
        case .unknownPlatform:
            return pages.message(
                "Unknown platform", "No platform is registered under this address. Please go back and ask whoever sent you here.",
                status: .notFound, site: site, requestID: context.logger.requestID)
        case .refuse(let reason):
            return pages.message(
                "This request cannot be carried out", reason, status: .badRequest, site: site, requestID: context.logger.requestID)
        case .sendBack(let reply):
            // Nobody is sent anywhere before they are known (RFC 9700 §4.11.2).
            guard try await browser.session(of: request, at: site) != nil else { return try signIn(request, context, for: nil) }
            return AuthorizationRedirect.response(reply, wire: site.dialect.wire)
        case .proceed(let authorization):
            if authorization.platform.logoURL != nil { logos.request(authorization.platform, of: site.tenant) }
            return try await ask(authorization, request, context)
        }
    }

    private func ask(_ authorization: CheckedAuthorization, _ request: Request, _ context: SiteContext) async throws -> Response {
        let site = context.site
        guard let session = try await browser.session(of: request, at: site) else {
            return try signIn(request, context, for: authorization.platform)
        }
        let prompt = try await prepareConsent(authorization, session: session, at: site)
        return try pages.consent(prompt, returnTo: Self.address(of: request, site), site: site)
    }

    private func signIn(_ request: Request, _ context: SiteContext, for platform: Platform?) throws -> Response {
        let page = SignInPage(returnTo: Self.address(of: request, context.site), platform: platform)
        return try pages.signIn(page, site: context.site, visitor: browser.visitor(of: request, at: context.site))
    }

    private static func address(of request: Request, _ site: TenantSite) -> String { site.basePath + (request.head.path ?? "/") }
}
