package import Secrets

// The entities' words for what `Secrets` makes of a token: the plain value is never stored, the hash can't be turned back.
package typealias PlainSecret = Secrets.PlainSecret
package typealias TokenHash = Secrets.TokenHash
package typealias PasswordHash = Secrets.PasswordHash

extension TokenHash {
    /// Its 32 bytes as four numbers, the first bytes the most significant.
    package var words: (UInt64, UInt64, UInt64, UInt64) {
        rawValue.withUnsafeBytes { bytes in
            func word(_ index: Int) -> UInt64 { UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: index * 8, as: UInt64.self)) }
            return (word(0), word(1), word(2), word(3))
        }
    }
}
