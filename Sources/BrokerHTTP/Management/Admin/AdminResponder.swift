import Broker
import Hummingbird
import NIOHTTP1
import OAuth
import Secrets

/// Lets a request of the management API in by its key, finds the tenant it is about, and hands it to the routes.
struct AdminResponder: HTTPResponder {
    typealias Context = PublicContext

    private let authenticate: AuthenticateAdminKey
    private let trustedProxies: TrustedProxies
    private let routes: RouterResponder<AdminContext>

    init(engine: Engine) {
        authenticate = AuthenticateAdminKey(engine: engine)
        trustedProxies = engine.trustedProxies
        routes = AdminRouter(engine: engine).build()
    }

    func respond(to request: Request, context: PublicContext) async throws -> Response {
        do {
            // Whoever has no key learns nothing, not even which addresses there are.
            guard let key = try await authenticate(try Self.key(request)) else {
                throw AdminRefusal.unauthorized("the key is unknown, expired or revoked")
            }
            try BodyReader.checkAnnounced(request)
            guard let slug = Self.slug(request.uri.path), let tenant = try await authenticate.tenant(slug: slug, for: key) else {
                throw SurfaceError.notFound
            }
            let address = trustedProxies.client(of: request, peer: context.remoteAddress)
            return try await routes.respond(
                to: request,
                context: AdminContext(source: .init(parent: context, key: key, tenant: tenant, address: address)))
        } catch let error as HTTPParserError {
            // The server itself answers 400 and closes.
            throw error
        } catch {
            return Problem(error).response(logger: context.logger)
        }
    }

    private static func key(_ request: Request) throws(AdminRefusal) -> PlainSecret {
        let headers = request.headers[fields: .authorization].map(\.value)
        guard let text = try? AuthorizationHeader.token(in: headers, scheme: "Bearer") else {
            throw .unauthorized("send the header Authorization: Bearer KEY")
        }
        return PlainSecret(text)
    }

    /// Of `/admin/v1/tenants/{slug}/rest`, in one spelling: the router takes `//` for `/`, and rules of a proxy in front may not.
    private static func slug(_ path: String) -> String? {
        guard path.hasPrefix(AdminRouter.tenants), !path.contains("//") else { return nil }
        return String(path.dropFirst(AdminRouter.tenants.count).prefix { $0 != "/" })
    }
}
