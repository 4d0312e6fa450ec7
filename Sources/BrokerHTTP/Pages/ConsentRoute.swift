import Broker
import Dialects
import HTTPTypes
import Hummingbird
import Model

/// A person's decision on the consent page.
struct ConsentRoute: Sendable {
    private let decideAuthorization: DecideAuthorization
    private let browser: Browser
    private let pages: PageRenderer

    init(engine: Engine, pages: PageRenderer) {
        decideAuthorization = DecideAuthorization(engine: engine)
        browser = Browser(engine: engine)
        self.pages = pages
    }

    @Sendable func post(_ request: Request, _ context: SiteContext) async throws -> Response {
        let site = context.site
        guard let session = try await browser.session(of: request, at: site) else {
            throw SurfaceError.forbidden("You are no longer signed in. Please go back to the platform and start again.")
        }
        let form = try await browser.form(request, .consent, browser: session.id.description, at: site)
        let decision = try Self.decision(form)
        let outcome = try await decideAuthorization(
            decision, on: form["request"] ?? "", session: session, at: site, origin: context.origin)
        switch outcome {
        case .reply(let reply):
            return AuthorizationRedirect.response(reply, site: site)
        case .disconnected(let account, let platform):
            return pages.message("Disconnected", "\(platform) no longer has access to \(account).", site: site)
        case .outdated:
            throw SurfaceError.badForm("This form is out of date. Please go back to the platform and start again.")
        case .notAMember:
            throw SurfaceError.forbidden("You are not, or no longer, in this account.")
        }
    }

    private static func decision(_ form: [String: String]) throws(SurfaceError) -> DecideAuthorization.Decision {
        switch (form["decision"], form["account"]) {
        case ("deny", _): return .deny
        case ("allow", let account?): return .allow(accountID: account)
        case ("disconnect", let account?): return .disconnect(accountID: account)
        case ("allow", nil), ("disconnect", nil): throw .badForm("Please go back and choose an account.")
        default: throw .badForm("Please go back and choose Allow or Deny.")
        }
    }
}
