import Foundation
import HTTPTypes
import Hummingbird
import Secrets

/// A key of the management API as browsers send it: the password of HTTP Basic (RFC 7617), whatever the user name.
enum BasicKey {
    /// `nil` where none is sent, or nothing that could be one.
    static func read(_ request: Request) -> PlainSecret? {
        let headers = request.headers[fields: .authorization]
        guard headers.count == 1, let header = headers.first?.value, header.utf8.count <= 1024 else { return nil }
        let parts = header.split(separator: " ", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0].lowercased() == "basic", let decoded = Data(base64Encoded: String(parts[1])),
            let text = String(validating: decoded, as: UTF8.self), let colon = text.firstIndex(of: ":")
        else { return nil }
        let password = text[text.index(after: colon)...]
        return password.isEmpty ? nil : PlainSecret(String(password))
    }
}
