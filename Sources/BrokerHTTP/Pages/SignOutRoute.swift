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
        var session = try await browser.session(of: request, at: site)
        if session == nil { session = try await browser.arrival(of: request, at: site) }
        let form = try await browser.form(request, .signOut, browser: session?.id.description, at: site)
        for secret in browser.secrets(of: request, at: site) { try await signOut(secret, at: site) }
        let target = ReturnAddress.check(form["return_to"], site: site)
        var response = Response(status: .seeOther, headers: [.location: target, .cacheControl: "no-store"])
        for cookie in Browser.endedCookies(site: site) { response.setCookie(cookie) }
        return response
    }
}
