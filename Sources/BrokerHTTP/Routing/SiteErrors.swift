import Broker
import Dialects
import Hummingbird
import Logging
import NIOHTTP1

/// The one place where a tenant's routes turn an error into an answer, and where an answer is logged: by its route, since paths may hold tokens.
struct SiteErrors: RouterMiddleware {
    typealias Context = SiteContext

    let errors: ErrorRenderer
    let failures: FailureLog
    /// What each route of the dialect is for: the errors of those that programs call are JSON, whatever a client says it accepts.
    let useCases: [String: Endpoint.UseCase]

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
            let useCase = context.endpointPath.flatMap { useCases[$0] }
            response = errors.response(to: error, request: request, site: context.site, useCase: useCase, logger: context.logger)
            if let useCase, let told = ErrorRenderer.oauthError(of: error) {
                failures.record(told, at: useCase, of: context.site, origin: context.origin)
            }
        }
        context.logger.debug(
            "answered",
            metadata: [
                "method": "\(request.method)", "route": "\(context.endpointPath ?? "none")", "status": "\(response.status.code)",
            ])
        return response
    }
}
