import Hummingbird
import Logging

/// The one place where a tenant's routes turn an error into an answer.
struct SiteErrors: RouterMiddleware {
    typealias Context = SiteContext

    let errors: ErrorRenderer

    func handle(_ request: Request, context: SiteContext, next: (Request, SiteContext) async throws -> Response) async throws -> Response {
        do {
            return try await next(request, context)
        } catch {
            return errors.response(to: error, request: request, site: context.site, logger: context.logger)
        }
    }
}
