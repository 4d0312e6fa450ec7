import Hummingbird
import Logging
import NIOHTTP1

/// The one place where what needs no key of the API turns an error into an answer.
struct OpenErrors: RouterMiddleware {
    typealias Context = PublicContext

    let errors: ErrorRenderer

    func handle(
        _ request: Request, context: PublicContext, next: (Request, PublicContext) async throws -> Response
    ) async throws -> Response {
        do {
            try BodyReader.checkAnnounced(request)
            return try await next(request, context)
        } catch let error as HTTPParserError {
            // The server itself answers 400 and closes.
            throw error
        } catch {
            return errors.response(to: error, request: request, site: nil, logger: context.logger)
        }
    }
}
