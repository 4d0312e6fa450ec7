import Dialects
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

extension Response {
    /// One flat JSON object, its members in alphabetical order.
    static func json(_ members: [String: WireValue], status: HTTPResponse.Status = .ok, headers: HTTPFields = [:]) -> Response {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        var headers = headers
        headers[.contentType] = "application/json"
        headers[.xContentTypeOptions] = "nosniff"
        // Strings and integers always encode; an empty object is what is left to say if they did not.
        let data = (try? encoder.encode(members)) ?? Data("{}".utf8)
        return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: data)))
    }

    /// The same, and never kept by anybody (RFC 6749 §5.1).
    static func uncachedJSON(_ members: [String: WireValue], status: HTTPResponse.Status = .ok) -> Response {
        var headers: HTTPFields = [.cacheControl: "no-store"]
        headers.set("Pragma", to: "no-cache")
        return json(members, status: status, headers: headers)
    }
}
