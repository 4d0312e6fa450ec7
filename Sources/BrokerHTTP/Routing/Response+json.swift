import Dialects
import HTTPTypes
import Hummingbird
import NIOCore

extension Response {
    /// One JSON object, its members in alphabetical order.
    static func json(_ members: [String: WireValue], status: HTTPResponse.Status = .ok, headers: HTTPFields = [:]) -> Response {
        json(text: WireValue.object(members).bytes, status: status, headers: headers)
    }

    private static func json(text: [UInt8], status: HTTPResponse.Status, headers: HTTPFields) -> Response {
        var headers = headers
        headers[.contentType] = "application/json"
        headers[.xContentTypeOptions] = "nosniff"
        return Response(
            status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: text)))
    }

    /// The same, and never kept by anybody (RFC 6749 §5.1).
    static func uncachedJSON(_ members: [String: WireValue], status: HTTPResponse.Status = .ok) -> Response {
        uncachedJSON(text: WireValue.object(members).bytes, status: status)
    }

    /// `text`: JSON.
    static func uncachedJSON(text: [UInt8], status: HTTPResponse.Status = .ok) -> Response {
        var headers: HTTPFields = [.cacheControl: "no-store"]
        headers.set("Pragma", to: "no-cache")
        return json(text: text, status: status, headers: headers)
    }
}
