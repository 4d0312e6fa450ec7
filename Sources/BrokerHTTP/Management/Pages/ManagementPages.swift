import Broker
import HTTPTypes
import Hummingbird

/// The management listener's pages, and where they are.
struct ManagementPages {
    private let webhooks: TenantWebhooksRoute

    init(engine: Engine, pages: PageRenderer) { webhooks = TenantWebhooksRoute(engine: engine, pages: pages) }

    func add(to paths: inout PathTable<PublicContext>) {
        let webhooks = webhooks
        paths.add(TenantWebhooksRoute.root, methods: ["GET"]) { try await webhooks.start($0, $1) }
        for page in WebhookPage.allCases {
            let methods = page == .list ? ["GET", "POST"] : ["GET"]
            paths.add("\(TenantWebhooksRoute.root)/:tenant\(page.rawValue)", methods: methods) { request, context in
                request.method == .post ? try await webhooks.post(request, context) : try await webhooks.get(page, request, context)
            }
        }
        paths.add("/\(StyleRoute.fileName)", methods: ["GET"]) { _, _ in StyleRoute.response() }
        // Browsers ask every host for its icon.
        paths.add("/favicon.ico", methods: ["GET"]) { _, _ in Response(status: .noContent) }
    }
}
