internal import CLibCrypto

/// HMAC-SHA-256 (RFC 2104) of `data`: 32 bytes.
package func hmacSHA256(key: [UInt8], data: [UInt8]) throws(SecretsError) -> [UInt8] {
    try hmacSHA256(pointer: key, count: key.count, data: data)
}

func hmacSHA256(key: SecretBytes, data: [UInt8]) throws(SecretsError) -> [UInt8] {
    let result = key.withPointer { pointer in
        Result { () throws(SecretsError) in try hmacSHA256(pointer: pointer, count: key.count, data: data) }
    }
    return try result.get()
}

private func hmacSHA256(pointer: UnsafePointer<UInt8>, count: Int, data: [UInt8]) throws(SecretsError) -> [UInt8] {
    var mac = [UInt8](repeating: 0, count: 32)
    var written = 0
    let done = EVP_Q_mac(nil, "HMAC", nil, "SHA256", nil, pointer, count, data, data.count, &mac, mac.count, &written)
    guard done != nil, written == 32 else {
        ERR_clear_error()
        throw .cryptography("HMAC-SHA-256")
    }
    return mac
}

/// SHA-256 of `data`: 32 bytes.
package func sha256(_ data: [UInt8]) throws(SecretsError) -> [UInt8] {
    var digest = [UInt8](repeating: 0, count: 32)
    var written = 0
    guard EVP_Q_digest(nil, "SHA256", nil, data, data.count, &digest, &written) == 1, written == 32 else {
        ERR_clear_error()
        throw .cryptography("SHA-256")
    }
    return digest
}

/// Compares in time that depends on the lengths only.
package func constantTimeEqual(_ a: [UInt8], _ b: [UInt8]) -> Bool {
    a.count == b.count && CRYPTO_memcmp(a, b, a.count) == 0
}

/// BASE64URL(SHA-256(text)) without padding: the S256 transformation of a PKCE verifier (RFC 7636 §4.2).
package func sha256Base64URL(_ text: String) throws(SecretsError) -> String {
    Base64.encode(try sha256(Array(text.utf8)), alphabet: .url)
}
