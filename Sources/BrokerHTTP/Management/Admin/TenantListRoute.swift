import Broker
import Dialects
import Hummingbird
import Model

/// The tenants a key may act on.
struct TenantListRoute: Sendable {
    private let listing: Listing

    init(engine: Engine) { listing = Listing(engine: engine) }

    var operations: [RootOperation] {
        [
            RootOperation(
                "listTenants", .get, "tenants", .read(.tenant), "List the tenants this key may act on",
                description: "An operator's key sees all of them, a tenant's its own.", query: QueryParameter.page,
                answers: [.ok(.page(of: TenantRoutes.schema), "A page.")], list)
        ]
    }

    @Sendable func list(_ request: Request, _ context: RootContext) async throws -> Response {
        let query = try ListQuery(request)
        let rows = try await listing.tenants(of: context.key, after: query.place, limit: query.limit + 1)
        return .page(rows, of: query) {
            PagePlace(time: $0.createdAt, id: $0.id.rawValue)
        } members: {
            $0.members
        }
    }
}
