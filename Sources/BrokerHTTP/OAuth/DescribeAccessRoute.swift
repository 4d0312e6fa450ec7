import Broker
import Dialects
import HTTPTypes
import Hummingbird
import OAuth

/// Somebody asks what their token may do in the account they work in.
struct DescribeAccessRoute: Sendable {
    private let describeAccess: DescribeAccess

    init(engine: Engine) { describeAccess = DescribeAccess(engine: engine) }

    @Sendable func get(_ request: Request, _ context: SiteContext) async throws -> Response {
        let token = try BearerToken.read(request, context)
        let (_, actions) = try await describeAccess(token, in: WorkingAccountHeader.read(request, context), at: context.site)
        return .uncachedJSON(context.site.dialect.wire.accessResponse(actions))
    }
}

/// The account a request says it works in, by the header the dialect has for that.
enum WorkingAccountHeader {
    static func read(_ request: Request, _ context: SiteContext) -> DescribeAccess.WorkingAccount? {
        let named = context.site.dialect.wire.accountHeaders.flatMap { name in
            (HTTPField.Name(name).map { request.headers[fields: $0] } ?? []).map { (name: name, value: $0.value) }
        }
        guard let first = named.first else { return nil }
        // Two that differ name no account.
        return DescribeAccess.WorkingAccount(header: first.name, id: named.allSatisfy { $0.value == first.value } ? first.value : "")
    }
}
