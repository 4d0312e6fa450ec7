import Broker
import HTTPTypes
import Hummingbird
import Model
import OAuth
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
            return try again(.refused, returnTo, form, visitor, context)
        case .tooManyAttempts:
            var response = try again(.tooManyAttempts, returnTo, form, visitor, context)
            response.headers[.retryAfter] = "\(15 * 60)"
            return response
        }
    }

    private func again(
        _ problem: SignInPage.Problem, _ returnTo: String, _ form: [String: String], _ visitor: String?, _ context: SiteContext
    ) throws -> Response {
        // What the form says of it is only let into the policy of this person's own next page, and only as an address.
        let leadsTo = form["leads_to"].flatMap { try? RedirectURI(registering: $0, allowLoopbackHTTP: true, isNative: true).text }
        let page = SignInPage(
            returnTo: returnTo, leadsTo: leadsTo, email: String((form["email"] ?? "").prefix(254)), problem: problem)
        return try pages.signIn(page, site: context.site, visitor: visitor)
    }
}
