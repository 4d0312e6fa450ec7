import Broker
import Dialects
import Hummingbird

/// The reference of a tenant's endpoints, for partners.
struct SiteReferenceRoute: Sendable {
    let pages: PageRenderer
    let version: String

    @Sendable func get(_ request: Request, _ context: SiteContext) async throws -> Response {
        let site = context.site
        return ReferencePage(pages: pages).response(
            to: SiteDocument.document(of: site.dialect, version: version, server: site.baseURL),
            frame: pages.common("Reference", site: site), scheme: site.dialect.wire.authorizationScheme,
            documentURL: site.basePath + DocumentRoute.path)
    }
}
