import Broker
import HTTPTypes
import Hummingbird
import Model

/// The routes of the management API below one tenant.
struct AdminRouter {
    static let tenants = "/admin/v1/tenants/"

    /// Every one, in the order in which the reference shows them.
    static func operations(_ engine: Engine) -> [AdminOperation] {
        TenantRoutes(engine: engine).operations
            + PlatformRoutes(engine: engine).operations
            + PlatformActions(engine: engine).operations
            + PlatformSecretRoutes(engine: engine).operations
            + AccountRoutes(engine: engine).operations
            + UserRoutes(engine: engine).operations
            + MembershipRoutes(engine: engine).operations
            + GrantRoutes(engine: engine).operations
            + TokenRoutes(engine: engine).operations
            + OffboardingRoutes(engine: engine).operations
            + WebhookEndpointRoutes(engine: engine).operations
            + WebhookEndpointActions(engine: engine).operations
            + EventRoutes(engine: engine).operations
            + DeliveryRoutes(engine: engine).operations
            + ResourceServerRoutes(engine: engine).operations
            + TokenFailureRoutes(engine: engine).operations
            + AuditRoutes(engine: engine).operations
            + KeyRoutes(engine: engine).operations
    }

    let engine: Engine

    func build() -> RouterResponder<AdminContext> { paths.router.buildResponder() }

    var paths: PathTable<AdminContext> {
        let router = Router(context: AdminContext.self)
        router.add(middleware: AdminErrors<AdminContext>())
        router.add(middleware: IdempotentWrites(engine: engine))
        var paths = PathTable(router: router)
        paths.add(Self.operations(engine), below: "\(Self.tenants):slug") { $0.key }
        return paths
    }
}
