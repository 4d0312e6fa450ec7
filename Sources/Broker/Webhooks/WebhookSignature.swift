import Foundation
import Secrets

/// The signatures of Standard Webhooks 1.0.0: `v1,` and the base64 of HMAC-SHA-256 over `id.timestamp.body`, one for each key that signs.
enum WebhookSignature {
    static let scheme = "v1"

    /// `timestamp` in whole seconds since 1970.
    static func header(id: String, timestamp: Int, body: [UInt8], keys: [[UInt8]]) throws(SecretsError) -> String {
        let signed = Array("\(id).\(timestamp).".utf8) + body
        var signatures: [String] = []
        for key in keys { signatures.append("\(scheme),\(Data(try hmacSHA256(key: key, data: signed)).base64EncodedString())") }
        return signatures.joined(separator: " ")
    }
}
