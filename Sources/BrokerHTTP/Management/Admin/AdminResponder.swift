import Broker
import Hummingbird
import NIOHTTP1
import Model
import OAuth
import Secrets

/// Lets a request of the management API in by its key, finds the tenant it is about, and hands it to the routes.
struct AdminResponder: HTTPResponder {
    typealias Context = PublicContext

    private let authenticate: AuthenticateAdminKey
    private let limiter: RequestLimiter
    private let trustedProxies: TrustedProxies
    private let routes: RouterResponder<AdminContext>
    private let rootRoutes: RouterResponder<RootContext>

    init(engine: Engine) {
        authenticate = AuthenticateAdminKey(engine: engine)
        limiter = engine.managementLimiter
        trustedProxies = engine.trustedProxies
        routes = AdminRouter(engine: engine).build()
        rootRoutes = RootRouter(engine: engine).build()
    }

    func respond(to request: Request, context: PublicContext) async throws -> Response {
        do {
            // Whoever has no key learns nothing, not even which addresses there are.
            guard let key = try await authenticate(try Self.key(request)) else {
                throw AdminRefusal.unauthorized("the key is unknown, expired or revoked")
            }
            guard let allowance = limiter.take(key.id.description) else { return try await respond(to: request, by: key, context) }
            var response =
                allowance.isAllowed
                ? try await respond(to: request, by: key, context)
                : Problem(AdminRefusal.tooManyRequests(retryAfter: allowance.reset)).response(logger: context.logger)
            response.headers.tell(allowance)
            return response
        } catch let error as HTTPParserError {
            // The server itself answers 400 and closes.
            throw error
        } catch {
            return Problem(error).response(logger: context.logger)
        }
    }

    private func respond(to request: Request, by key: AdminKey, _ context: PublicContext) async throws -> Response {
        do {
            try BodyReader.checkAnnounced(request)
            // In one spelling: the router takes `//` for `/`, and rules of a proxy in front may not.
            guard !request.uri.path.contains("//") else { throw SurfaceError.notFound }
            guard let slug = Self.slug(request.uri.path) else {
                return try await rootRoutes.respond(to: request, context: RootContext(source: .init(parent: context, key: key)))
            }
            guard let tenant = try await authenticate.tenant(slug: slug, for: key) else {
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

    /// Of `/admin/v1/tenants/{slug}/rest`.
    private static func slug(_ path: String) -> String? {
        guard path.hasPrefix(AdminRouter.tenants) else { return nil }
        return String(path.dropFirst(AdminRouter.tenants.count).prefix { $0 != "/" })
    }
}
