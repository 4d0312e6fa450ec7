/// The rules of PKCE that need no cryptography (RFC 7636): S256 only, since plain protects nothing (RFC 9700 §2.1.1).
package enum CodeChallenge {
    package static let method = "S256"

    /// The challenge of an authorization request, if it sent one. Throws `invalid_request` for another method or a malformed value.
    package static func read(_ parameters: OAuthParameters) throws(OAuthError) -> String? {
        let method = parameters["code_challenge_method"]
        guard let challenge = parameters["code_challenge"] else {
            guard method == nil else { throw .invalidRequest("code_challenge_method was sent without a code_challenge") }
            return nil
        }
        // A method left out means plain (RFC 7636 §4.3).
        guard method == Self.method else { throw .invalidRequest("code_challenge_method must be S256") }
        // 32 bytes in base64url without padding.
        guard challenge.utf8.count == 43, challenge.utf8.allSatisfy(isBase64URL) else {
            throw .invalidRequest("code_challenge must be the base64url of a SHA-256: 43 characters without padding")
        }
        return challenge
    }

    /// The verifier of a token request, if it sent one. Throws `invalid_request` when it is none (RFC 7636 §4.1).
    package static func verifier(_ parameters: OAuthParameters) throws(OAuthError) -> String? {
        guard let verifier = parameters["code_verifier"] else { return nil }
        guard (43...128).contains(verifier.utf8.count), verifier.utf8.allSatisfy({ isBase64URL($0) || $0 == 0x2E || $0 == 0x7E }) else {
            throw .invalidRequest("code_verifier must have 43 to 128 characters of A-Z, a-z, 0-9, -, ., _ and ~")
        }
        return verifier
    }

    private static func isBase64URL(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}
