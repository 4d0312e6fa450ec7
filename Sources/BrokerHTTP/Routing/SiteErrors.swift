import Hummingbird
import Logging
import NIOHTTP1

/// The one place where a tenant's routes turn an error into an answer, and where an answer is logged: by its route, since paths may hold tokens.
struct SiteErrors: RouterMiddleware {
    typealias Context = SiteContext

    let errors: ErrorRenderer
    /// The routes programs call: their errors are JSON, whatever a client says it accepts.
    let programRoutes: Set<String>

    func handle(
        _ request: Request, context: SiteContext, next: (Request, SiteContext) async throws -> Response
    ) async throws -> Response {
        let response: Response
        do {
            response = try await next(request, context)
        } catch let error as HTTPParserError {
            // The server itself answers 400 and closes.
            throw error
        } catch {
            response = errors.response(
                to: error, request: request, site: context.site, isForProgram: programRoutes.contains(context.endpointPath ?? ""),
                logger: context.logger)
        }
        context.logger.debug(
            "answered",
            metadata: [
                "method": "\(request.method)", "route": "\(context.endpointPath ?? "none")", "status": "\(response.status.code)",
            ])
        return response
    }
}
