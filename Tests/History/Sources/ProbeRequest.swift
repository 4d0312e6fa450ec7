import Foundation

/// Renders requests, once each.
struct ProbeRequest {
    var method = "GET"
    var path: String
    var host = "127.0.0.1"
    var headers: [String] = []
    var form: [(String, String)]?

    private static let forwarded = "X-Forwarded-For: 10.1"

    /// The bytes, and where the digits of the address stand.
    var rendered: (bytes: [UInt8], address: [Int]) {
        let body = form.map { $0.map { "\($0.0)=\($0.1)" }.joined(separator: "&") }
        var lines = ["\(method) \(path) HTTP/1.1", "Host: \(host)", "\(Self.forwarded)00.100.100"] + headers
        if let body { lines += ["Content-Type: application/x-www-form-urlencoded", "Content-Length: \(body.utf8.count)"] }
        let bytes = Array((lines.joined(separator: "\r\n") + "\r\n\r\n" + (body ?? "")).utf8)
        let start = (bytes[...].find(Array(Self.forwarded.utf8)) ?? 0) + Self.forwarded.utf8.count
        return (bytes, [0, 1, 4, 5, 8, 9].map { start + $0 })
    }

    static func basic(_ name: String, _ password: String) -> String {
        "Authorization: Basic " + Data("\(name):\(password)".utf8).base64EncodedString()
    }
}
