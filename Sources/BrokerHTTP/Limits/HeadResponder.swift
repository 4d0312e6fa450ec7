package import Hummingbird
import HTTPTypes

/// Keeps bodies out of answers to HEAD, whoever wrote them, errors too: a reader would take one for the next answer (RFC 9112 §6.3).
package struct HeadResponder<Wrapped: HTTPResponder>: HTTPResponder {
    package typealias Context = Wrapped.Context

    let wrapped: Wrapped

    package init(wrapped: Wrapped) { self.wrapped = wrapped }

    package func respond(to request: Request, context: Wrapped.Context) async throws -> Response {
        let response = try await wrapped.respond(to: request, context: context)
        return request.method == .head ? response.createHeadResponse() : response
    }
}
