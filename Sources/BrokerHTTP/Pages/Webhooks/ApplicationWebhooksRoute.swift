import Broker
import Hummingbird
import Model
import OAuth

/// *Webhooks* of an application: the administrators of its account say where it hears of events, and see what was sent.
struct ApplicationWebhooksRoute: Sendable {
    private let manage: ManageApplicationWebhooks
    private let browser: Browser
    private let pages: PageRenderer

    init(engine: Engine, pages: PageRenderer) {
        manage = ManageApplicationWebhooks(engine: engine)
        browser = Browser(engine: engine)
        self.pages = pages
    }

    @Sendable func get(_ page: WebhookPage, _ request: Request, _ context: SiteContext) async throws -> Response {
        guard let session = try await browser.session(of: request, at: context.site) else {
            return try browser.signIn(request, context, on: pages)
        }
        let clientID = FormDecoding.only("client_id", in: request.uri.query ?? "")
        let returnTo = context.site.basePath + (request.head.path ?? "/")
        return try await WebhookPages(pages: pages).get(page, request, try await visit(clientID, session, context, returnTo: returnTo))
    }

    @Sendable func post(_ request: Request, _ context: SiteContext) async throws -> Response {
        let session = try await browser.signedIn(request, at: context.site)
        let fields = try await browser.form(request, .webhooks, browser: session.id.description, at: context.site)
        return try await WebhookPages(pages: pages).post(fields, try await visit(fields["client_id"], session, context, returnTo: nil))
    }

    /// An application that is somebody else's is as absent as one that does not exist.
    private func visit(
        _ clientID: String?, _ session: BrowserSession, _ context: SiteContext, returnTo: String?
    ) async throws -> WebhookVisit {
        let site = context.site
        guard let clientID,
            let desk = try await manage(clientID: clientID, session: session, at: site, origin: context.origin)
        else { throw SurfaceError.notFound }
        let root = site.basePath + PagePath.webhooks
        var frame = pages.common("Webhooks", site: site)
        frame.merge(try pages.identity(of: session, returnTo: returnTo ?? "\(root)?client_id=\(clientID)", site: site)) { $1 }
        return WebhookVisit(
            desk: desk, root: root, formToken: try pages.formTokens.make(.webhooks, browser: session.id.description, at: site),
            frame: frame,
            back: (site.basePath + PagePath.applications, "Back to the applications"))
    }
}
