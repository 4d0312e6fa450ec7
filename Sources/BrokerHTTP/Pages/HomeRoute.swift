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
        guard let session = try await browser.anySession(of: request, at: site) else {
            return pages.message(
                site.tenant.name, "This is where platforms are connected to accounts of \(site.tenant.name).", site: site,
                links: [("\(site.basePath)/sign-in", "Sign in")])
        }
        return pages.message(
            "You are signed in", "You are signed in as \(session.user.email). To connect a platform, start from the platform's own site.",
            site: site, links: Self.links(session, site))
    }

    private static func links(_ session: BrowserSession, _ site: TenantSite) -> [(address: String, text: String)] {
        let rules = site.dialect.rules
        var links: [(address: String, text: String)] = []
        if session.accountID == nil {
            links.append((site.basePath + PagePath.connections, "Access & Security"))
            if !rules.applicationManagers.isEmpty { links.append((site.basePath + PagePath.applications, "Applications")) }
            if !rules.personalAccessTokenRoles.isEmpty {
                links.append((site.basePath + PagePath.personalTokens, "Personal access tokens"))
            }
        }
        return links + [("\(site.basePath)/sign-in", "Sign in as somebody else")]
    }
}
