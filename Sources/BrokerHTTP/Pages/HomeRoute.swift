import Broker
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
        let address = "\(site.basePath)/sign-in"
        guard let session = try await browser.session(of: request, at: site) else {
            return pages.message(
                site.tenant.name, "This is where platforms are connected to accounts of \(site.tenant.name).", site: site,
                link: (address, "Sign in"))
        }
        return pages.message(
            "You are signed in", "You are signed in as \(session.user.email). To connect a platform, start from the platform's own site.",
            site: site, link: (address, "Sign in as somebody else"))
    }
}
