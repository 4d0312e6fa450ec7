import Broker
import HTTPTypes
import Hummingbird

/// The routes of the management API below one tenant.
struct AdminRouter {
    static let tenants = "/admin/v1/tenants/"

    let engine: Engine

    func build() -> RouterResponder<AdminContext> {
        let router = Router(context: AdminContext.self)
        router.add(middleware: AdminErrors())
        var paths = PathTable(router: router)
        func add(_ path: String, _ handlers: [(HTTPRequest.Method, PathTable<AdminContext>.Handler)]) {
            paths.add("\(Self.tenants):slug/\(path)", handlers)
        }

        let endpoints = WebhookEndpointRoutes(engine: engine)
        add("webhook-endpoints", [(.get, endpoints.list), (.post, endpoints.create)])
        add("webhook-endpoints/:id", [(.get, endpoints.show), (.patch, endpoints.update), (.delete, endpoints.delete)])
        let actions = WebhookEndpointActions(engine: engine)
        add("webhook-endpoints/:id/rotate-secret", [(.post, actions.rotateSecret)])
        add("webhook-endpoints/:id/enable", [(.post, actions.enable)])
        add("webhook-endpoints/:id/disable", [(.post, actions.disable)])
        add("webhook-endpoints/:id/test", [(.post, actions.test)])
        add("webhook-endpoints/:id/verify", [(.post, actions.verify)])
        add("webhook-endpoints/:id/resend", [(.post, actions.resend)])

        let events = EventRoutes(engine: engine)
        add("events", [(.get, events.list)])
        add("events/:id", [(.get, events.show)])

        let deliveries = DeliveryRoutes(engine: engine)
        add("deliveries", [(.get, deliveries.list)])
        add("deliveries/:id", [(.get, deliveries.show)])
        add("deliveries/:id/redeliver", [(.post, deliveries.redeliver)])
        return router.buildResponder()
    }
}
