import Foundation
import Model

/// Something whole: a personal token, or a key of the management API.
final class ValueEntry<Value: Sendable>: MemoryEntry, @unchecked Sendable {
    let value: Value

    init(_ hash: TokenHash, _ value: Value, parts: [MemoryPart], expiresAt: Date?) {
        self.value = value
        super.init(hash, parts: parts, expiresAt: expiresAt)
    }
}
