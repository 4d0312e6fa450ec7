import Broker
import Hummingbird
import Model

/// The routes of the management API above any tenant.
struct RootRouter {
    static let root = "/admin/v1"

    static func operations(_ engine: Engine) -> [RootOperation] { TenantListRoute(engine: engine).operations }

    let engine: Engine

    func build() -> RouterResponder<RootContext> { paths.router.buildResponder() }

    var paths: PathTable<RootContext> {
        let router = Router(context: RootContext.self)
        router.add(middleware: AdminErrors<RootContext>())
        var paths = PathTable(router: router)
        paths.add(Self.operations(engine), below: Self.root) { $0.key }
        return paths
    }
}
