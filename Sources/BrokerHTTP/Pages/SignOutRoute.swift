import Broker
import HTTPTypes
import Hummingbird
import Model

/// Ends the session of this browser.
struct SignOutRoute: Sendable {
    private let signOut: SignOut
    private let browser: Browser

    init(engine: Engine) {
        signOut = SignOut(engine: engine)
        browser = Browser(engine: engine)
    }

    @Sendable func post(_ request: Request, _ context: SiteContext) async throws -> Response {
        let site = context.site
        let session = try await browser.session(of: request, at: site)
        let form = try await browser.form(request, .signOut, browser: session?.id.description, at: site)
        if let secret = browser.sessionSecret(of: request, at: site) { try await signOut(secret, at: site) }
        let target = ReturnAddress.check(form["return_to"], site: site)
        var response = Response(status: .seeOther, headers: [.location: target, .cacheControl: "no-store"])
        response.setCookie(Browser.endedSessionCookie(site: site))
        return response
    }
}
