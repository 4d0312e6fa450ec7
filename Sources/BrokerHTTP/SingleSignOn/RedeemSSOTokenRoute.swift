import Broker
import HTTPTypes
import Hummingbird
import Model
import Secrets

/// A person's browser brings an SSO token: signed in, it goes on to the storefront.
struct RedeemSSOTokenRoute: Sendable {
    private let redeemSSOToken: RedeemSSOToken
    private let pages: PageRenderer

    init(engine: Engine, pages: PageRenderer) {
        redeemSSOToken = RedeemSSOToken(engine: engine)
        self.pages = pages
    }

    @Sendable func get(_ request: Request, _ context: SiteContext) async throws -> Response {
        let site = context.site
        // Opening the link is what uses it up; asking about it does not.
        guard request.method == .get else { return Response(status: .ok, headers: [.cacheControl: "no-store"]) }
        let token = PlainSecret(context.parameters.get("token") ?? "")
        guard case .signedIn(let arrival) = try await redeemSSOToken(token, at: site, origin: context.origin) else {
            return pages.message(
                "This link is no longer good", "It works once and for a short time. Please go back and follow a new one.",
                status: .notFound, site: site, requestID: context.logger.requestID)
        }
        var response = Response(
            status: .found, headers: [.location: arrival.location ?? "\(site.basePath)/", .cacheControl: "no-store"])
        response.headers.set("Referrer-Policy", to: "no-referrer")
        response.setCookie(Browser.arrivalCookie(arrival.session, site: site))
        return response
    }
}
