import Hummingbird
import Logging
import NIOHTTP1

/// The one place where the routes of the management API turn an error into an answer, and where an answer is logged.
struct AdminErrors<Context: RequestContext>: RouterMiddleware {
    func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        var response: Response
        do {
            response = try await next(request, context)
        } catch let error as HTTPParserError {
            throw error
        } catch {
            response = Problem(error).response(logger: context.logger)
        }
        response.headers[.cacheControl] = "no-store"
        context.logger.debug(
            "answered",
            metadata: [
                "method": "\(request.method)", "route": "\(context.endpointPath ?? "none")", "status": "\(response.status.code)",
            ])
        return response
    }
}
