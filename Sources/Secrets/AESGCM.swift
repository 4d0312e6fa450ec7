internal import CLibCrypto

/// AES-256-GCM with a 96-bit nonce and a 128-bit tag (NIST SP 800-38D).
enum AESGCM {
    static let keyLength = 32
    static let nonceLength = 12
    static let tagLength = 16
    private static let inputLimit = 1 << 24

    /// Answers the ciphertext with the tag behind it.
    static func seal(
        _ plaintext: [UInt8], key: SecretBytes, nonce: [UInt8], associatedData: [UInt8]
    ) throws(SecretsError) -> [UInt8] {
        let context = try start(key: key, nonce: nonce, inputs: [plaintext, associatedData], encrypting: true)
        defer { EVP_CIPHER_CTX_free(context) }

        var output = [UInt8](repeating: 0, count: plaintext.count + tagLength)
        var tag = [UInt8](repeating: 0, count: tagLength)
        var length: Int32 = 0
        var rest: Int32 = 0
        guard EVP_EncryptUpdate(context, nil, &length, associatedData, Int32(associatedData.count)) == 1,
            EVP_EncryptUpdate(context, &output, &length, plaintext, Int32(plaintext.count)) == 1,
            EVP_EncryptFinal_ex(context, &tag, &rest) == 1,
            Int(length) == plaintext.count, rest == 0,
            EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, Int32(tagLength), &tag) == 1
        else { throw refused("AES-256-GCM encryption") }
        output.replaceSubrange(plaintext.count..., with: tag)
        return output
    }

    /// Takes what `seal` answered; nothing of the plaintext leaves before the tag has been checked.
    static func open(
        _ sealed: [UInt8], key: SecretBytes, nonce: [UInt8], associatedData: [UInt8]
    ) throws(SecretsError) -> [UInt8] {
        guard sealed.count >= tagLength else { throw .authenticationFailed }
        let ciphertext = Array(sealed.dropLast(tagLength))
        var tag = Array(sealed.suffix(tagLength))
        let context = try start(key: key, nonce: nonce, inputs: [ciphertext, associatedData], encrypting: false)
        defer { EVP_CIPHER_CTX_free(context) }

        // One spare byte, so that an empty message too has somewhere to point.
        var plaintext = [UInt8](repeating: 0, count: ciphertext.count + 1)
        var length: Int32 = 0
        var rest: Int32 = 0
        var last = [UInt8](repeating: 0, count: 16)
        guard EVP_DecryptUpdate(context, nil, &length, associatedData, Int32(associatedData.count)) == 1,
            EVP_DecryptUpdate(context, &plaintext, &length, ciphertext, Int32(ciphertext.count)) == 1,
            EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, Int32(tagLength), &tag) == 1
        else {
            wipe(&plaintext)
            throw refused("AES-256-GCM decryption")
        }
        guard EVP_DecryptFinal_ex(context, &last, &rest) == 1, Int(length) == ciphertext.count, rest == 0 else {
            wipe(&plaintext)
            ERR_clear_error()
            throw .authenticationFailed
        }
        plaintext.removeLast()
        return plaintext
    }

    private static func start(
        key: SecretBytes, nonce: [UInt8], inputs: [[UInt8]], encrypting: Bool
    ) throws(SecretsError) -> OpaquePointer {
        guard key.count == keyLength, nonce.count == nonceLength else { throw .invalidArgument("AES-256-GCM key or nonce length") }
        guard inputs.allSatisfy({ $0.count <= inputLimit }) else { throw .secretTooLong(limit: inputLimit) }
        guard let context = EVP_CIPHER_CTX_new() else { throw refused("a cipher context") }
        let ready = key.withPointer { EVP_CipherInit_ex2(context, EVP_aes_256_gcm(), $0, nonce, encrypting ? 1 : 0, nil) }
        guard ready == 1 else {
            EVP_CIPHER_CTX_free(context)
            throw refused("AES-256-GCM")
        }
        return context
    }

    private static func refused(_ operation: String) -> SecretsError {
        ERR_clear_error()
        return .cryptography(operation)
    }
}
