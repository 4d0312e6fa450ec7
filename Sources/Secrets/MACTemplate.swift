internal import CLibCrypto

/// HMAC-SHA-256 under one key, set up once: finding the algorithm anew costs more than the digest of a token.
final class MACTemplate: @unchecked Sendable {
    // Only copied from after `init`, which libcrypto allows from many threads at once.
    private let context: OpaquePointer

    init(key: SecretBytes) throws(SecretsError) {
        guard let algorithm = EVP_MAC_fetch(nil, "HMAC", nil) else { throw Self.failure }
        defer { EVP_MAC_free(algorithm) }
        guard let context = EVP_MAC_CTX_new(algorithm) else { throw Self.failure }
        var digest = Array("SHA256".utf8CString)
        let isReady = digest.withUnsafeMutableBufferPointer { name in
            let parameters = [OSSL_PARAM_construct_utf8_string("digest", name.baseAddress, 0), OSSL_PARAM_construct_end()]
            return key.withPointer { EVP_MAC_init(context, $0, key.count, parameters) == 1 }
        }
        guard isReady else {
            EVP_MAC_CTX_free(context)
            throw Self.failure
        }
        self.context = context
    }

    deinit { EVP_MAC_CTX_free(context) }

    /// 32 bytes.
    func mac(_ data: [UInt8]) throws(SecretsError) -> [UInt8] {
        guard let copy = EVP_MAC_CTX_dup(context) else { throw Self.failure }
        defer { EVP_MAC_CTX_free(copy) }
        var mac = [UInt8](repeating: 0, count: 32)
        var written = 0
        guard EVP_MAC_update(copy, data, data.count) == 1, EVP_MAC_final(copy, &mac, &written, mac.count) == 1, written == 32 else {
            throw Self.failure
        }
        return mac
    }

    private static var failure: SecretsError {
        ERR_clear_error()
        return .cryptography("HMAC-SHA-256")
    }
}
