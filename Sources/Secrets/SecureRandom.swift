internal import CLibCrypto
package import Foundation

/// The one source of randomness: OpenSSL's generator, its return value always checked.
package enum SecureRandom {
    package static func bytes(_ count: Int) throws(SecretsError) -> [UInt8] {
        guard count >= 0, count <= 1 << 20 else { throw .invalidArgument("random byte count") }
        var bytes = [UInt8](repeating: 0, count: count)
        guard RAND_bytes(&bytes, Int32(count)) == 1 else { throw .randomUnavailable }
        return bytes
    }

    /// Lower-case hexadecimal, two digits a byte.
    package static func hex(bytes count: Int) throws(SecretsError) -> String {
        try Hex.encode(bytes(count))
    }

    package static func base64URL(bytes count: Int) throws(SecretsError) -> String {
        try Base64.encode(bytes(count), alphabet: .url)
    }

    /// A version 4 UUID (RFC 9562 §5.4).
    package static func uuid() throws(SecretsError) -> UUID {
        let b = try bytes(16)
        return UUID(
            uuid: (
                b[0], b[1], b[2], b[3], b[4], b[5], (b[6] & 0x0F) | 0x40, b[7],
                (b[8] & 0x3F) | 0x80, b[9], b[10], b[11], b[12], b[13], b[14], b[15]
            )
        )
    }
}
