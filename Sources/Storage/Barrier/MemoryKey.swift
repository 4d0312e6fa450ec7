import Foundation
import Model

/// By what a token is found in memory: half of its hash, which is also what the log of changes names it by. The other half is compared.
struct MemoryKey: Hashable {
    let high: UInt64
    let low: UInt64

    init(_ hash: TokenHash) { (high, low, _, _) = hash.words }

    init(_ id: UUID) {
        (high, low) = withUnsafeBytes(of: id.uuid) { bytes in
            (
                UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self)),
                UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
            )
        }
    }

    // A hash under a secret key, or a random id: its first half is as random as anything made of it.
    func hash(into hasher: inout Hasher) { hasher.combine(high) }
}

/// The second half of a hash.
struct MemoryProof: Equatable {
    let high: UInt64
    let low: UInt64

    init(_ hash: TokenHash) { (_, _, high, low) = hash.words }
}
