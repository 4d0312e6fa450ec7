import HTTPTypes
import Hummingbird

/// Adds paths to a router so that a wrong method is answered as such (RFC 9110 §15.5.6), not as an unknown path.
struct PathTable<Context: RequestContext> {
    typealias Handler = @Sendable (Request, Context) async throws -> Response

    /// A path that was added, and the methods it is for.
    struct Entry: Sendable {
        let path: String
        let methods: [String]
    }

    let router: Router<Context>
    private(set) var entries: [Entry] = []

    init(router: Router<Context>) { self.router = router }

    static var everyMethod: [HTTPRequest.Method] {
        // QUERY is newer than the list of the library.
        [.get, .head, .post, .put, .patch, .delete, .options, .trace, .connect] + [HTTPRequest.Method("QUERY")].compactMap { $0 }
    }

    mutating func add(_ path: String, methods: [String], _ handler: @escaping Handler) {
        add(path, methods.compactMap { HTTPRequest.Method($0) }.map { ($0, handler) })
    }

    mutating func add(_ path: String, _ handlers: [(HTTPRequest.Method, Handler)]) {
        var handlers = handlers
        // A resource that can be read answers HEAD as well (RFC 9110 §9.3.2).
        if let (_, read) = handlers.first(where: { $0.0 == .get }), !handlers.contains(where: { $0.0 == .head }) {
            handlers.append((.head, { request, context in try await read(request, context).createHeadResponse() }))
        }
        let allowed = handlers.map(\.0.rawValue)
        entries.append(Entry(path: path, methods: allowed))
        for method in Self.everyMethod {
            if let (_, handler) = handlers.first(where: { $0.0 == method }) {
                router.on(RouterPath(path), method: method, use: handler)
            } else {
                router.on(RouterPath(path), method: method) { _, _ -> Response in throw SurfaceError.methodNotAllowed(allowed) }
            }
        }
    }
}
