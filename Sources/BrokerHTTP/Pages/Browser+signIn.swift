import Broker
import Hummingbird
import Model

extension Browser {
    /// The session behind a form that was posted, or a throw that says to start again.
    func signedIn(_ request: Request, at site: TenantSite) async throws -> BrowserSession {
        guard let session = try await session(of: request, at: site) else {
            throw SurfaceError.forbidden("You are no longer signed in. Please sign in and start again.")
        }
        return session
    }

    /// The sign-in page, on the way to this very page.
    func signIn(_ request: Request, _ context: SiteContext, on pages: PageRenderer) throws -> Response {
        let page = SignInPage(returnTo: context.site.basePath + (request.head.path ?? "/"))
        return try pages.signIn(page, site: context.site, visitor: visitor(of: request, at: context.site))
    }
}
