package import Foundation

/// An entry's place in its tenant's chain.
package struct AuditSeal: Sendable, Hashable {
    package let number: Int
    package let entryID: AuditEntry.ID
    package let hash: [UInt8]

    package init(number: Int, entryID: AuditEntry.ID, hash: [UInt8]) {
        self.number = number
        self.entryID = entryID
        self.hash = hash
    }
}

/// What was sealed at once.
package struct AuditBatch: Sendable, Hashable {
    package let numbers: ClosedRange<Int>
    package let keyID: String
    /// Real time, moved by no tenant's offset.
    package let sealedAt: Date
    package let hash: [UInt8]

    package init(numbers: ClosedRange<Int>, keyID: String, sealedAt: Date, hash: [UInt8]) {
        self.numbers = numbers
        self.keyID = keyID
        self.sealedAt = sealedAt
        self.hash = hash
    }
}

/// Where a chain ends: the number and hash of its last entry.
package struct AuditHead: Sendable, Hashable {
    package let number: Int
    package let hash: [UInt8]

    package init(number: Int, hash: [UInt8]) {
        self.number = number
        self.hash = hash
    }
}

/// How far a tenant's log is sealed.
package struct AuditState: Sendable, Hashable {
    /// `nil` as long as nothing was sealed.
    package let head: AuditHead?
    package let sealedAt: Date?
    /// How many entries wait to be sealed, and for how long the oldest of them.
    package let waiting: Int
    package let waitingFor: Duration
    /// Whether entries from before there were seals are still to be queued.
    package let hasOlder: Bool

    package init(head: AuditHead?, sealedAt: Date?, waiting: Int, waitingFor: Duration, hasOlder: Bool) {
        self.head = head
        self.sealedAt = sealedAt
        self.waiting = waiting
        self.waitingFor = waitingFor
        self.hasOlder = hasOlder
    }
}
