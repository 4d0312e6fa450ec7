internal import CLibCrypto

/// Key bytes that are overwritten when the last reference goes.
final class SecretBytes: Sendable {
    let count: Int
    // Written in `init` and wiped in `deinit` only.
    nonisolated(unsafe) private let storage: UnsafeMutablePointer<UInt8>

    /// Takes the bytes over: the caller's array is wiped.
    init(wiping bytes: inout [UInt8]) {
        count = bytes.count
        storage = .allocate(capacity: max(bytes.count, 1))
        storage.initialize(repeating: 0, count: max(bytes.count, 1))
        storage.update(from: bytes, count: bytes.count)
        wipe(&bytes)
    }

    deinit {
        OPENSSL_cleanse(storage, count)
        storage.deallocate()
    }

    /// The pointer is good only as long as this object lives.
    func withPointer<R>(_ body: (UnsafePointer<UInt8>) -> R) -> R {
        withExtendedLifetime(self) { body(UnsafePointer(storage)) }
    }
}

/// Overwrites an array in a way the optimiser keeps.
func wipe(_ bytes: inout [UInt8]) {
    OPENSSL_cleanse(&bytes, bytes.count)
}
