internal import CLibCrypto

/// scrypt (RFC 7914) as OpenSSL computes it.
enum Scrypt {
    static func derive(
        _ password: [UInt8], salt: [UInt8], parameters: ScryptParameters, length: Int
    ) throws(SecretsError) -> [UInt8] {
        var output = [UInt8](repeating: 0, count: length)
        let passwordLength = password.count
        let done = password.withUnsafeBytes { bytes in
            // An empty password must still be a pointer: OpenSSL reads nil as "no password given".
            var empty: CChar = 0
            return withUnsafePointer(to: &empty) { fallback in
                EVP_PBE_scrypt(
                    bytes.baseAddress?.assumingMemoryBound(to: CChar.self) ?? fallback, passwordLength, salt, salt.count,
                    UInt64(parameters.n), UInt64(parameters.blockSize), UInt64(parameters.parallelism),
                    UInt64(parameters.memory), &output, length)
            }
        }
        guard done == 1 else {
            ERR_clear_error()
            throw .cryptography("scrypt")
        }
        return output
    }
}
