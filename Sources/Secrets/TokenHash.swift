package import Foundation

/// The only form of a token that may be stored: 32 bytes of HMAC-SHA-256 under a key outside the database.
package struct TokenHash: RawRepresentable, Hashable, Sendable {
    package let rawValue: [UInt8]

    package init?(rawValue: [UInt8]) {
        guard rawValue.count == 32 else { return nil }
        self.rawValue = rawValue
    }

    /// Its first half: enough to put what is asked with such tokens in one order.
    package var uuid: UUID { rawValue.withUnsafeBytes { UUID(uuid: $0.loadUnaligned(as: uuid_t.self)) } }
}
