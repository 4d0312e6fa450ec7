import Foundation

/// A whole request with a place where each record goes.
struct RequestTemplate: Sendable {
    static let record = "@RECORD@"

    let method: String
    let path: String
    let authorization: String
    /// Of a POST: a form.
    let body: String?

    static func post(_ path: String, authorization: String, body: String) -> RequestTemplate {
        RequestTemplate(method: "POST", path: path, authorization: authorization, body: body)
    }

    static func get(_ path: String, authorization: String) -> RequestTemplate {
        RequestTemplate(method: "GET", path: path, authorization: authorization, body: nil)
    }

    /// With records of so many bytes.
    func text(width: Int) -> String {
        var lines = ["\(method) \(path) HTTP/1.1", "Host: 127.0.0.1", "Authorization: \(authorization)"]
        if let body {
            lines.append("Content-Type: application/x-www-form-urlencoded")
            lines.append("Content-Length: \(body.utf8.count - Self.record.utf8.count + width)")
        }
        return lines.joined(separator: "\r\n") + "\r\n\r\n" + (body ?? "")
    }

    static func basic(_ user: String, _ password: String) -> String {
        "Basic " + Data("\(user):\(password)".utf8).base64EncodedString()
    }
}
