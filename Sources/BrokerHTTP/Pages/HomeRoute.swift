import Broker
import Dialects
import HTTPTypes
import Hummingbird
import Model

/// Where somebody ends up who signed in without being on the way to anywhere.
struct HomeRoute: Sendable {
    private let browser: Browser
    private let pages: PageRenderer

    init(engine: Engine, pages: PageRenderer) {
        browser = Browser(engine: engine)
        self.pages = pages
    }

    @Sendable func get(_ request: Request, _ context: SiteContext) async throws -> Response {
        let site = context.site
        if let session = try await browser.session(of: request, at: site) {
            return pages.message(
                "You are signed in",
                "You are signed in as \(session.user.email). To connect a platform, start from the platform's own site.", site: site,
                links: Self.links(site), identity: try pages.identity(of: session, returnTo: site.basePath + "/", site: site))
        }
        if let arrival = try await browser.arrival(of: request, at: site) {
            return pages.message(
                "You are signed in", "You came as \(arrival.user.email), sent by a platform your account is connected to.", site: site,
                links: [("\(site.basePath)/sign-in", "Sign in with your password")],
                identity: try pages.identity(of: arrival, returnTo: site.basePath + "/", site: site))
        }
        return pages.message(
            site.tenant.name, "This is where platforms are connected to accounts of \(site.tenant.name).", site: site,
            links: [("\(site.basePath)/sign-in", "Sign in")])
    }

    private static func links(_ site: TenantSite) -> [(address: String, text: String)] {
        let rules = site.dialect.rules
        var links = [(address: site.basePath + PagePath.connections, text: "Access & Security")]
        if !rules.applicationManagers.isEmpty { links.append((site.basePath + PagePath.applications, "Applications")) }
        if !rules.personalAccessTokenRoles.isEmpty { links.append((site.basePath + PagePath.personalTokens, "Personal access tokens")) }
        return links + [("\(site.basePath)/sign-in", "Sign in as somebody else")]
    }
}
