import HTTPTypes
package import Hummingbird

/// Parts the management listener: the API, whose every address asks for a key, and the pages and health.
package struct ManagementResponder: HTTPResponder {
    package typealias Context = PublicContext

    let admin: AdminResponder
    let others: RouterResponder<PublicContext>

    package func respond(to request: Request, context: PublicContext) async throws -> Response {
        request.uri.path == "/admin" || request.uri.path.hasPrefix("/admin/")
            ? try await admin.respond(to: request, context: context) : try await others.respond(to: request, context: context)
    }
}
