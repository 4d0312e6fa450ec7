import HTTPTypes
import Hummingbird

/// Adds paths to a router so that a wrong method is answered as such (RFC 9110 §15.5.6), not as an unknown path.
struct PathTable {
    typealias Handler = @Sendable (Request, SiteContext) async throws -> Response

    let router: Router<SiteContext>

    private static let everyMethod: [HTTPRequest.Method] = [.get, .head, .post, .put, .patch, .delete, .options, .trace, .connect]

    mutating func add(_ path: String, methods: [String], _ handler: @escaping Handler) {
        // A resource that can be read answers HEAD as well (RFC 9110 §9.3.2).
        let allowed = methods.contains("GET") ? methods + ["HEAD"] : methods
        for method in Self.everyMethod {
            if method == .head, allowed.contains("HEAD") {
                router.on(RouterPath(path), method: method) { request, context in
                    try await handler(request, context).createHeadResponse()
                }
            } else if allowed.contains(method.rawValue) {
                router.on(RouterPath(path), method: method, use: handler)
            } else {
                router.on(RouterPath(path), method: method) { _, _ -> Response in throw SurfaceError.methodNotAllowed(allowed) }
            }
        }
    }
}
