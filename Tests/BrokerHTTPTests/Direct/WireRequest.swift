import Foundation
import NIOHTTP1

/// A request as a test writes it by hand.
struct WireRequest: Sendable {
    var method = "POST"
    var path: String
    var version = "1.1"
    /// Each a line without its end. The length of the body is a line besides.
    var fields: [String]
    /// `nil`: there is none, and none is announced.
    var body: String?
    /// What is announced, where that is not the body's length.
    var announced: Int?

    var text: String { head + (body ?? "") }

    /// As far as the empty line.
    var head: String {
        let length = body.map { ["Content-Length: \(announced ?? $0.utf8.count)"] } ?? []
        return (["\(method) \(path) HTTP/\(version)"] + fields + length).joined(separator: "\r\n") + "\r\n\r\n"
    }

    /// What the server's parser makes of the head.
    var parsed: HTTPRequestHead {
        let lines = head.components(separatedBy: "\r\n").dropFirst().filter { !$0.isEmpty }
        let pairs = lines.map { line in
            let name = String(line.prefix { $0 != ":" })
            return (name, String(line.dropFirst(name.count + 1).trimmingPrefix(" ")))
        }
        return HTTPRequestHead(
            version: HTTPVersion(major: 1, minor: version == "1.0" ? 0 : 1), method: HTTPMethod(rawValue: method), uri: path,
            headers: HTTPHeaders(pairs))
    }

    func with(_ more: String...) -> WireRequest { changed { $0.fields += more } }

    /// Another line in place of the one of this name; `nil`: none.
    func replacing(_ name: String, by line: String?) -> WireRequest {
        changed { request in request.fields = request.fields.compactMap { $0.hasPrefix(name + ":") ? line : $0 } }
    }

    func changed(_ change: (inout WireRequest) -> Void) -> WireRequest {
        var copy = self
        change(&copy)
        return copy
    }
}
