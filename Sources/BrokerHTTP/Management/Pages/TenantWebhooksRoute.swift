import Broker
import HTTPTypes
import Hummingbird
import Model
import OAuth

/// *Webhooks* of a whole tenant, for whoever holds a key of the management API.
struct TenantWebhooksRoute: Sendable {
    static let root = "/webhooks"

    private let authenticate: AuthenticateAdminKey
    private let manage: ManageTenantWebhooks
    private let trustedProxies: TrustedProxies
    private let pages: PageRenderer

    init(engine: Engine, pages: PageRenderer) {
        trustedProxies = engine.trustedProxies
        authenticate = AuthenticateAdminKey(engine: engine)
        manage = ManageTenantWebhooks(engine: engine)
        self.pages = pages
    }

    /// The tenants whose webhooks this key is for.
    func start(_ request: Request, _ context: PublicContext) async throws -> Response {
        let tenants = try await manage.tenants(of: try await key(of: request))
        var values = pages.common("Webhooks", name: "Symbolon", basePath: "")
        values["tenants"] = tenants.map { ["name": $0.name, "slug": $0.slug, "list_url": "\(Self.root)/\($0.slug)"] }
        return pages.html("webhook-tenants", values, formTargets: [])
    }

    func get(_ page: WebhookPage, _ request: Request, _ context: PublicContext) async throws -> Response {
        let visit = try await visit(try await key(of: request), request, context)
        return try await WebhookPages(pages: pages).get(page, request, visit)
    }

    /// Browsers send a key by themselves: a form must prove besides that it came from a page that this key opened.
    func post(_ request: Request, _ context: PublicContext) async throws -> Response {
        let key = try await key(of: request)
        let host = request.head.authority ?? ""
        try Browser.checkOrigin(request, own: ["http://\(host)", "https://\(host)"])
        let visit = try await visit(key, request, context)
        let fields = try await ParameterReader.readForm(request)
        guard pages.formTokens.verify(fields["form_token"] ?? "", .webhooks, key: key, about: visit.desk.tenant) else {
            throw SurfaceError.forbidden("The form was opened with another key. Please go back and start again.")
        }
        return try await WebhookPages(pages: pages).post(fields.all.filter { $0.key != "form_token" }, visit)
    }

    private func key(of request: Request) async throws -> AdminKey {
        guard let secret = BasicKey.read(request), let key = try await authenticate(secret) else { throw SurfaceError.keyNeeded }
        return key
    }

    /// A tenant that is not this key's is as absent as one that does not exist.
    private func visit(_ key: AdminKey, _ request: Request, _ context: PublicContext) async throws -> WebhookVisit {
        let address = trustedProxies.client(of: request, peer: context.remoteAddress)
        let origin = RequestOrigin(address: address, requestID: context.logger.requestID)
        guard let slug = context.parameters.get("tenant"), let desk = try await manage(slug: slug, key: key, origin: origin) else {
            throw SurfaceError.notFound
        }
        return WebhookVisit(
            desk: desk, root: "\(Self.root)/\(desk.tenant.slug)",
            formToken: try pages.formTokens.make(.webhooks, key: key, about: desk.tenant),
            frame: pages.common("Webhooks", name: desk.tenant.name, basePath: ""), back: (Self.root, "Back to the vendors"))
    }
}
