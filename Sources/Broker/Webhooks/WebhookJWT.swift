import Dialects
import Foundation
import Secrets

/// A body in a JSON Web Token signed by HS256 (RFC 7519, RFC 7515), for dialects whose receivers expect one.
enum WebhookJWT {
    private static let lifetime = 5 * 60

    /// `timestamp` in whole seconds since 1970. `keyID` names the key: while two are live, receivers choose by it.
    static func text(
        _ content: WebhookContent, body: String, key: [UInt8], keyID: String, timestamp: Int
    ) throws(SecretsError) -> String {
        let header = WireValue.text(of: [("alg", "HS256"), ("typ", "JWT"), ("kid", .string(keyID))])
        let claims = WireValue.text(of: [
            ("iss", .string(content.baseURL)), ("sub", .string(content.endpointID)), ("aud", .string(content.endpointID)),
            ("nbf", .integer(timestamp)), ("iat", .integer(timestamp)), ("exp", .integer(timestamp + lifetime)),
            ("jti", .string(content.eventID)), ("data", .json(body)),
        ])
        let signed = "\(base64URL(Array(header.utf8))).\(base64URL(Array(claims.utf8)))"
        return "\(signed).\(base64URL(try hmacSHA256(key: key, data: Array(signed.utf8))))"
    }

    private static func base64URL(_ bytes: [UInt8]) -> String {
        Data(bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }
}
