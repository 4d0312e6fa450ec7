import Foundation

/// A row that answers in memory are made from: an account, a platform, a grant. Gone, it takes every answer made from it along, however many.
/// Confined to the memory's lock.
class MemoryPart: @unchecked Sendable {
    let id: UUID
    /// What it is made from itself.
    let parts: [MemoryPart]
    var isGone = false
    /// Entries and parts that are made from it.
    var users = 0

    init(id: UUID, parts: [MemoryPart] = []) {
        self.id = id
        self.parts = parts
    }

    /// Whether neither it nor anything it is made from is gone.
    var isWhole: Bool { !isGone && parts.allSatisfy(\.isWhole) }
}

/// The same with what it says.
final class Part<Value: Sendable>: MemoryPart, @unchecked Sendable {
    let value: Value

    init(id: UUID, _ value: Value, parts: [MemoryPart] = []) {
        self.value = value
        super.init(id: id, parts: parts)
    }
}
