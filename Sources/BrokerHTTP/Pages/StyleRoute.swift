import HTTPTypes
import Hummingbird
import NIOCore

/// The style sheet, under a name that changes with its text.
enum StyleRoute {
    static let fileName = "style-\(PageText.styleVersion).css"

    @Sendable static func get(_ request: Request, _ context: SiteContext) async throws -> Response {
        response()
    }

    static func response() -> Response {
        let headers: HTTPFields = [
            .contentType: "text/css; charset=utf-8", .xContentTypeOptions: "nosniff", .cacheControl: "public, max-age=31536000, immutable",
        ]
        return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(string: PageText.style)))
    }
}
