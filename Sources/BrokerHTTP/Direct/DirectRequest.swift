import Dialects
import NIOCore
import NIOHTTP1
import OAuth

/// What a direct answer looks at in a request. Only a plain one is taken: HTTP/1.1, each field that matters once, a body announced by its
/// length, no query. Everything else goes through the library.
struct DirectRequest {
    let method: HTTPMethod
    let path: String
    let host: String
    let authorization: String?
    let contentType: String?
    /// Bytes of the body.
    let length: Int
    let forwardedFor: [String]
    /// Under which it is logged and answered.
    let id: String

    init?(_ head: HTTPRequestHead, watching watched: Set<String>) {
        guard head.version == .http1_1, head.method == .POST || head.method == .GET else { return nil }
        guard head.uri.utf8.first == UInt8(ascii: "/"), !head.uri.utf8.contains(UInt8(ascii: "?")) else { return nil }
        var fields = Fields()
        for (name, value) in head.headers {
            guard fields.take(name, value, watched) else { return nil }
        }
        guard let host = fields.host, !host.isEmpty, let id = RequestID.next() else { return nil }
        self.id = id
        method = head.method
        path = head.uri
        self.host = host
        authorization = fields.authorization
        contentType = fields.contentType
        length = fields.length ?? 0
        guard length <= BodyReader.maximumBytes, (head.method == .POST) == (fields.length != nil) else { return nil }
        forwardedFor = fields.forwardedFor
    }

    /// The parameters of its body. `nil` where it is not labelled as one that is read, or is not one.
    func parameters(_ body: ByteBuffer?, as form: Wire.RequestBody) -> OAuthParameters? {
        let bytes = body.map { Array($0.readableBytesView) } ?? []
        return (try? ParameterReader(bytes, labelled: contentType.map(ParameterReader.mediaType), as: form))?.parameters
    }

    private struct Fields {
        var host: String?
        var authorization: String?
        var contentType: String?
        var length: Int?
        var forwardedFor: [String] = []

        /// `false`: no plain request.
        mutating func take(_ name: String, _ value: String, _ watched: Set<String>) -> Bool {
            switch name.utf8.count {
            case 4 where name.isField("host"):
                guard host == nil else { return false }
                host = value
            case 13 where name.isField("authorization"):
                guard authorization == nil else { return false }
                authorization = value
            case 12 where name.isField("content-type"):
                guard contentType == nil else { return false }
                contentType = value
            case 14 where name.isField("content-length"):
                guard length == nil, let number = Int(value), number >= 0 else { return false }
                length = number
            case 15 where name.isField("x-forwarded-for"): forwardedFor.append(value)
            case 10 where name.isField("connection"): return value.isField("keep-alive")
            case 17 where name.isField("transfer-encoding"), 16 where name.isField("content-encoding"), 6 where name.isField("expect"),
                7 where name.isField("upgrade"):
                return false
            default: if !watched.isEmpty, watched.contains(name.lowercased()) { return false }
            }
            return true
        }
    }
}

extension String {
    /// Whether it is this name of a header field, which is in lower case.
    fileprivate func isField(_ name: StaticString) -> Bool {
        guard utf8.count == name.utf8CodeUnitCount else { return false }
        var place = name.utf8Start
        for byte in utf8 {
            let lowered = (0x41...0x5A).contains(byte) ? byte | 0x20 : byte
            guard lowered == place.pointee else { return false }
            place += 1
        }
        return true
    }
}
