import HTTPTypes
import Hummingbird
import NIOCore

/// Serves a document that was made once.
struct DocumentRoute: Sendable {
    static let path = "/openapi.json"
    static let documented = DocumentedOperation(
        id: "getDocument", method: .get, path: path, tag: "metadata", summary: "This document", description: "", parameters: [], body: nil,
        answers: [.ok(.map, "OpenAPI 3.1.")], sharedAnswers: [], security: [])

    let text: String

    func response() -> Response {
        Response(
            status: .ok, headers: [.contentType: "application/json", .cacheControl: "no-cache", .xContentTypeOptions: "nosniff"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }
}
