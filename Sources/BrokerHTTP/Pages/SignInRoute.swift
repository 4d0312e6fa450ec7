import Broker
import HTTPTypes
import Hummingbird
import Model
import Secrets

/// The sign-in form.
struct SignInRoute: Sendable {
    private let signIn: SignIn
    private let signOut: SignOut
    private let browser: Browser
    private let pages: PageRenderer

    init(engine: Engine, pages: PageRenderer) {
        signIn = SignIn(engine: engine)
        signOut = SignOut(engine: engine)
        browser = Browser(engine: engine)
        self.pages = pages
    }

    @Sendable func get(_ request: Request, _ context: SiteContext) async throws -> Response {
        let page = SignInPage(returnTo: context.site.basePath + "/")
        return try pages.signIn(page, site: context.site, visitor: browser.visitor(of: request, at: context.site))
    }

    @Sendable func post(_ request: Request, _ context: SiteContext) async throws -> Response {
        let site = context.site
        let visitor = browser.visitor(of: request, at: context.site)
        let form = try await browser.form(request, .signIn, browser: visitor, at: site)
        let returnTo = ReturnAddress.check(form["return_to"], site: site)
        let email = form["email"] ?? ""
        let outcome = try await signIn(email: email, password: PlainSecret(form["password"] ?? ""), at: site, origin: context.origin)
        switch outcome {
        case .signedIn(let secret):
            // Whoever was signed in here before is not any more.
            if let previous = browser.sessionSecret(of: request, at: site) { try await signOut(previous, at: site) }
            var response = Response(status: .seeOther, headers: [.location: returnTo, .cacheControl: "no-store"])
            response.setCookie(Browser.sessionCookie(secret, site: site))
            return response
        case .refused:
            return try again(.refused, returnTo, email, visitor, context)
        case .tooManyAttempts:
            var response = try again(.tooManyAttempts, returnTo, email, visitor, context)
            response.headers[.retryAfter] = "\(15 * 60)"
            return response
        }
    }

    private func again(
        _ problem: SignInPage.Problem, _ returnTo: String, _ email: String, _ visitor: String?, _ context: SiteContext
    ) throws -> Response {
        let page = SignInPage(returnTo: returnTo, email: String(email.prefix(254)), problem: problem)
        return try pages.signIn(page, site: context.site, visitor: visitor)
    }
}
