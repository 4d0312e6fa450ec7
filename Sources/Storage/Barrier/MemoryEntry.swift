import Foundation
import Model

/// What a hash stands for: the token, key or secret it is of, and what that is made from. Confined to the memory's lock.
class MemoryEntry: @unchecked Sendable {
    let key: MemoryKey
    let proof: MemoryProof
    let parts: [MemoryPart]
    /// By the clock of its tenant. `nil`: never.
    let expiresAt: Date?
    /// Since it was last passed over.
    var wasUsed = true

    init(_ hash: TokenHash, parts: [MemoryPart], expiresAt: Date?) {
        key = MemoryKey(hash)
        proof = MemoryProof(hash)
        self.parts = parts
        self.expiresAt = expiresAt
    }

    var isWhole: Bool { parts.allSatisfy(\.isWhole) }

    func isGood(at now: Date) -> Bool { (expiresAt.map { $0 > now } ?? true) && isWhole }

    /// About so many bytes with its place in the table.
    static let cost = 208
    /// The same of a part.
    static let partCost = 240
}
