/// A token sent in the `Authorization` header (RFC 6750 §2.1), under the scheme the dialect uses.
package enum AuthorizationHeader {
    /// The token of the one header that must be there. `nil` when no header was sent; throws `invalid_token` when it is unusable.
    package static func token(in headers: [String], scheme: String) throws(OAuthError) -> String? {
        guard let header = headers.first else { return nil }
        guard headers.count == 1 else { throw malformed(scheme, "\(headers.count) Authorization headers") }
        // By bytes: this is read at every validation, and splitting text by characters costs more than looking the token up.
        let parts = header.utf8.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
        // Scheme names compare without case (RFC 9110 §11.1).
        guard parts.count == 2, Substring(parts[0]).lowercased() == scheme.lowercased() else { throw malformed(scheme, "another scheme") }
        guard !parts[1].isEmpty, parts[1].count <= 2048, parts[1].allSatisfy(isToken68) else {
            throw malformed(scheme, "not a token68")
        }
        return String(Substring(parts[1]))
    }

    private static func malformed(_ scheme: String, _ detail: String) -> OAuthError {
        OAuthError(
            .invalidToken, "the Authorization header must be: \(scheme) ACCESS_TOKEN", .tokenMissing, detail: detail, cause: .noToken)
    }

    private static func isToken68(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"), UInt8(ascii: "+"), UInt8(ascii: "/"),
            UInt8(ascii: "="):
            true
        default: false
        }
    }
}
