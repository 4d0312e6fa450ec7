import Broker
import Dialects
import HTTPTypes
package import Hummingbird
import NIOHTTP1

/// Finds the tenant of a request, by `/t/{slug}` or by host, and hands it to the router of the tenant's dialect.
package struct SiteResponder: HTTPResponder {
    package typealias Context = PublicContext

    private let findSite: FindSite
    private let trustedProxies: TrustedProxies
    private let routers: [String: RouterResponder<SiteContext>]
    private let errors: ErrorRenderer

    init(engine: Engine, routers: [String: RouterResponder<SiteContext>], errors: ErrorRenderer) {
        findSite = FindSite(engine: engine)
        trustedProxies = engine.trustedProxies
        self.routers = routers
        self.errors = errors
    }

    /// Every answer carries the id under which its request is logged, and what failed in it explained.
    package func respond(to request: Request, context: PublicContext) async throws -> Response {
        var response = try await answer(request, context)
        if let id = context.logger.requestID { response.headers.set("X-Request-Id", to: id) }
        return response
    }

    private func answer(_ request: Request, _ context: PublicContext) async throws -> Response {
        switch request.uri.path {
        // Pages that speak for no tenant have their style from here; browsers ask every host for its icon.
        case "/\(StyleRoute.fileName)":
            return StyleRoute.response()
        case "/favicon.ico": return Response(status: .noContent)
        default: break
        }
        do {
            try Self.checkTarget(request)
            try BodyReader.checkAnnounced(request)
            // What is read of the database from here on is read after the request has arrived whole, so that the site's read serves it too.
            let (body, isWhole) = try await Self.arrived(request)
            let (visit, path) = try await find(request)
            guard let visit, let router = routers[visit.site.dialect.name] else { throw SurfaceError.notFound }
            let address = trustedProxies.client(of: request, peer: context.remoteAddress)
            let inner = Request(head: Self.head(request.head, path: path), body: body)
            let source = SiteContext.Source(
                parent: context, site: visit.site, moment: isWhole ? visit.moment : nil, address: address)
            return try await router.respond(to: inner, context: SiteContext(source: source))
        } catch let error as HTTPParserError {
            throw error
        } catch {
            return errors.response(to: error, request: request, site: nil, logger: context.logger)
        }
    }

    /// One Host (RFC 9112 §3.2), and one spelling of a path: the router takes `//` for `/`, and rules of a proxy in front may not.
    private static func checkTarget(_ request: Request) throws(SurfaceError) {
        let hasOneHost = request.head.authority?.isEmpty == false && HTTPField.Name("Host").flatMap { request.headers[$0] } == nil
        guard hasOneHost else { throw .badForm("the request must name one Host") }
        guard !request.uri.path.contains("//") else { throw .notFound }
    }

    /// The body once it is here, where its length was announced; otherwise it is for whoever reads it, and the request is not whole yet.
    private static func arrived(_ request: Request) async throws -> (RequestBody, isWhole: Bool) {
        guard request.headers[.transferEncoding] == nil else { return (request.body, false) }
        guard request.headers[.contentLength] != nil else { return (request.body, true) }
        return (RequestBody(buffer: try await request.body.collect(upTo: BodyReader.maximumBytes)), true)
    }

    private func find(_ request: Request) async throws -> (SiteVisit?, path: String) {
        let target = Self.unlisted(request.head.path ?? "/")
        if let (slug, rest) = Self.mounted(target) { return (try await findSite.visit(slug: slug), rest) }
        guard let host = request.head.authority else { return (nil, target) }
        return (try await findSite.visit(host: host), target)
    }

    /// An issuer with a path is asked about at the host's well-known address with that path behind it (RFC 8414 §3).
    private static func unlisted(_ target: String) -> String {
        let prefix = MetadataRoute.wellKnown
        let (path, query) = (target.prefix { $0 != "?" }, target.drop { $0 != "?" })
        guard path.hasPrefix(prefix + "/t/") else { return target }
        let issuerPath = path.dropFirst(prefix.count)
        return "\(issuerPath.hasSuffix("/") ? issuerPath.dropLast() : issuerPath)\(prefix)\(query)"
    }

    /// `/t/{slug}/rest?query` as slug and `/rest?query`.
    private static func mounted(_ target: String) -> (slug: String, rest: String)? {
        guard target.hasPrefix("/t/") else { return nil }
        let tail = target.dropFirst(3)
        let slug = tail.prefix { $0 != "/" && $0 != "?" }
        let rest = tail.dropFirst(slug.count)
        return (String(slug), rest.hasPrefix("/") ? String(rest) : "/" + rest)
    }

    private static func head(_ head: HTTPRequest, path: String) -> HTTPRequest {
        var head = head
        head.path = path
        return head
    }
}
